"use client";

type TypeToSearchProps = { id: string; label: string; value: string };

/** A field that hides the lines of its form whose `data-name` holds none of what is typed; without JavaScript it is sent as `find`. */
export function TypeToSearch({ id, label, value }: TypeToSearchProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name="find"
        type="search"
        className="inp sm"
        defaultValue={value}
        autoComplete="off"
        onInput={({ currentTarget }) => {
          const wanted = currentTarget.value.toLowerCase();
          for (const line of currentTarget.form?.querySelectorAll<HTMLElement>("[data-name]") ?? [])
            line.hidden = !line.dataset.name?.toLowerCase().includes(wanted);
        }}
      />
    </div>
  );
}
