import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Change } from "@/lib/audit/record";

type EntryRow = {
  id: string;
  when: string;
  who: string;
  what: string;
  target: string | null;
  from: string | null;
  request: string | null;
  changes: Change[];
};

type EntriesWords = Record<"title" | "number" | "when" | "who" | "what" | "from" | "nothing", string>;

/** Entries of the audit trail: who did what, when, from where, and what is different since. */
export function EntriesTable({ rows, words }: { rows: EntryRow[]; words: EntriesWords }) {
  return (
    <Scroller label={words.title}>
      <table aria-label={words.title}>
        <TableHead
          columns={[{ title: words.number, className: "n hp" }, words.when, words.who, words.what, { title: words.from, className: "hp" }]}
        />
        <tbody>
          {rows.map(({ id, when, who, what, target, from, request, changes }) => (
            <tr key={id}>
              <td className="n hp">{id}</td>
              <td className="t">{when}</td>
              <td>{who}</td>
              <td>
                {what}
                {target && <div className="sub id wrap">{target}</div>}
                {changes.map(({ field, before, after }) => (
                  <div key={field} className="s wrap">
                    <span className="m">{field}</span> {before !== null && <del>{before}</del>} {before !== null && "→ "}
                    {after === null ? <em>{words.nothing}</em> : after}
                  </div>
                ))}
              </td>
              <td className="hp id s" title={request ?? undefined}>
                {from}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
