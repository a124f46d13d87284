/** A column's title. `className`: n for numbers, hp for what a phone leaves out. */
type Column = { title: string; className?: string };

/** The titles of a table's columns. */
export function TableHead({ columns }: { columns: readonly (string | Column)[] }) {
  const titled = columns.map((column): Column => (typeof column === "string" ? { title: column } : column));
  return (
    <thead>
      <tr>
        {titled.map(({ title, className }) => (
          <th scope="col" className={className} key={title}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
