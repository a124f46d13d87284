import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
/** A rule ready to be shown. */
export type RuleRow = {
  key: string;
  what: string;
  scope: string;
  scopeHref: string | null;
  detail: string;
  since: string;
  standing: string;
  tone: "ok" | "attn" | "";
  isOver: boolean;
  recorded: string;
  note: string | null;
  withdraw: { href: string; label: string } | null;
};

type RulesWords = Record<"rule" | "scope" | "since" | "standing" | "recorded" | "title" | "withdraw", string>;

/** Every rule a workspace ever had, the latest first; what is over stays. */
export function RulesTable({ rows, words }: { rows: RuleRow[]; words: RulesWords }) {
  return (
    <Scroller label={words.title}>
      <table aria-label={words.title}>
        <TableHead
          columns={[
            words.scope,
            words.rule,
            { title: words.since, className: "hp" },
            words.standing,
            { title: words.recorded, className: "hp" },
            { title: words.withdraw, isUnseen: true },
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={row.isOver ? "quiet" : undefined}>
              <td>{row.scopeHref ? <a href={row.scopeHref}>{row.scope}</a> : row.scope}</td>
              <td>
                {row.what} <span className="t">{row.detail}</span>
                {row.note && <p className="sub">{row.note}</p>}
              </td>
              <td className="hp t">{row.since}</td>
              <td>
                <span className={`chip ${row.tone}`}>{row.standing}</span>
              </td>
              <td className="hp sub">{row.recorded}</td>
              <td className="n">
                {row.withdraw && (
                  <a className="btn quiet" href={row.withdraw.href}>
                    {row.withdraw.label}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
