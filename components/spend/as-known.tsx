type AsKnownProps = {
  /** null: as known today. */
  moment: string | null;
  day: string;
  /** What else the address says, kept when another day is chosen. */
  kept: readonly (readonly [name: string, value: string])[];
  today: string;
  words: Record<"notice" | "body" | "now" | "choose" | "day" | "show", string>;
};

/** Says on which knowledge the figures rest when it is not today's, and lets one choose. A plain form, so it works without JavaScript. */
export function AsKnown({ moment, day, kept, today, words }: AsKnownProps) {
  const form = (
    <form method="get" style={{ display: "flex", gap: 8, alignItems: "end", flexWrap: "wrap" }}>
      {kept.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <div className="field">
        <label htmlFor="as-of">{words.day}</label>
        <input id="as-of" name="as_of" type="date" className="inp sm" defaultValue={day} required />
      </div>
      <button type="submit" className="btn">
        {words.show}
      </button>
    </form>
  );
  if (moment === null) {
    return (
      <details style={{ marginTop: 12 }}>
        <summary>{words.choose}</summary>
        <div style={{ marginTop: 8 }}>{form}</div>
      </details>
    );
  }
  return (
    <div className="notice" role="note" style={{ display: "flex", gap: 16, alignItems: "end", flexWrap: "wrap", marginBottom: 18 }}>
      <p style={{ flex: 1, minWidth: 240 }}>
        <b className="b">{words.notice}</b> {words.body} <a href={today}>{words.now}</a>
      </p>
      {form}
    </div>
  );
}
