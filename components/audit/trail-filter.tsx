type Choice = { value: string; label: string };

type TrailFilterProps = {
  asked: { action: string; actor: string; from: string; until: string };
  actions: Choice[];
  actors: Choice[];
  words: Record<"what" | "who" | "since" | "until" | "filter", string>;
};

/** Narrows the trail by what, who and when; what is asked for stands in the address. */
export function TrailFilter({ asked, actions, actors, words }: TrailFilterProps) {
  return (
    <form method="get" className="filters">
      <Select name="action" label={words.what} value={asked.action} choices={actions} />
      <Select name="actor" label={words.who} value={asked.actor} choices={actors} />
      <Day name="from" label={words.since} value={asked.from} />
      <Day name="until" label={words.until} value={asked.until} />
      <button type="submit" className="btn">
        {words.filter}
      </button>
    </form>
  );
}

function Select({ name, label, value, choices }: { name: string; label: string; value: string; choices: Choice[] }) {
  return (
    <label className="field">
      <span className="flabel">{label}</span>
      <select name={name} className="inp sm" defaultValue={value} key={value}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <label className="field">
      <span className="flabel">{label}</span>
      <input type="date" name={name} className="inp sm" defaultValue={value} key={value} />
    </label>
  );
}
