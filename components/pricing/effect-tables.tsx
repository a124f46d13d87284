import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { EffectView, Figure } from "./effect-view";

/** `onAsk`: explains a figure that no address can tell. */
type EffectTablesProps = { effect: EffectView; onAsk?: (query: string) => void };

/** What a change of prices does to all history: in a sentence, by month, by team. */
export function EffectTables({ effect: { lead, months, teams, total, notes, words }, onAsk }: EffectTablesProps) {
  const figure = ({ text, href, asked }: Figure) =>
    asked && onAsk ? (
      <button type="button" className="cost" aria-label={asked.label} onClick={() => onAsk(asked.query)}>
        {text}
      </button>
    ) : href === null ? (
      text
    ) : (
      <a className="cost" href={href} target="_blank" rel="noreferrer">
        {text}
      </a>
    );
  const table = (name: string, rows: EffectView["months"]) => (
    <Scroller label={name}>
      <table aria-label={name}>
        <TableHead columns={[name, ...[words.before, words.after, words.difference].map((title) => ({ title, className: "n" }))]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>
                {row.label} {row.isClosed && <span className="chip">{words.closed}</span>}
              </td>
              <td className="n s">{figure(row.before)}</td>
              <td className="n">{figure(row.after)}</td>
              <td className="n b">{row.difference}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{total.label}</td>
            <td className="n">{figure(total.before)}</td>
            <td className="n">
              <span className="dblr">{figure(total.after)}</span>
            </td>
            <td className="n">{total.difference}</td>
          </tr>
        </tfoot>
      </table>
    </Scroller>
  );
  return (
    <>
      <p className="lead" data-testid="effect" style={{ marginBottom: 16 }}>
        {lead}
      </p>
      {months.length > 0 && (
        <div style={{ display: "grid", gap: "22px 40px", gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 420px), 1fr))" }}>
          {table(words.month, months)}
          {table(words.team, teams)}
        </div>
      )}
      <div style={{ marginTop: 14, display: "grid", gap: 4 }}>
        {notes.map((note) => (
          <p className="note" key={note}>
            {note}
          </p>
        ))}
      </div>
    </>
  );
}
