import type { Hit } from "@/lib/places/place";

/** What a place is called, with what was typed of it made strong, and what tells it apart. */
export function Marked({ hit: { label, detail, marks } }: { hit: Pick<Hit, "label" | "detail" | "marks"> }) {
  const letters = [...label];
  const text = (from: number, to?: number) => letters.slice(from, to).join("");
  return (
    <>
      <span>
        {marks.map(([from, to], index) => (
          <span key={from}>
            {text(marks[index - 1]?.[1] ?? 0, from)}
            <b>{text(from, to)}</b>
          </span>
        ))}
        {text(marks.at(-1)?.[1] ?? 0)}
      </span>
      {detail && <span className="m"> {detail}</span>}
    </>
  );
}
