/** The order that a column gives its table, and where it is sorted by it. */
type Sorting = { order: "ascending" | "descending" | null; href: string };

/** A column's title. `className`: n for numbers, hp for what a phone leaves out. `isUnseen`: of what can be done with a row, for who cannot see it. */
export type Column = { title: string; className?: string | undefined; sorting?: Sorting | undefined; isUnseen?: boolean };

/** The titles of a table's columns; one that sorts is a link, and says how it is sorted. */
export function TableHead({ columns }: { columns: readonly (string | Column)[] }) {
  const titled = columns.map((column): Column => (typeof column === "string" ? { title: column } : column));
  return (
    <thead>
      <tr>
        {titled.map(({ title, className, sorting, isUnseen }) => (
          <th scope="col" className={className} key={title} aria-sort={sorting?.order ?? undefined} aria-label={isUnseen ? title : undefined}>
            {isUnseen ? null : sorting ? (
              <a className="sorts" href={sorting.href}>
                {title}
              </a>
            ) : (
              title
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
