import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { TypeToSearch } from "./type-to-search";

export type FilterLine = { value: string; label: string; amount: string; narrow: string; isKept: boolean; isLeftOut: boolean };

type FilterPanelProps = {
  dimension: string;
  title: string;
  lines: readonly FilterLine[];
  find: string;
  /** What else the address says. */
  kept: readonly (readonly [name: string, value: string])[];
  close: string;
  /** That there are more than are listed; "" where there are none. */
  more: string;
  words: Record<"search" | "find" | "name" | "amount" | "only" | "without" | "apply" | "close" | "nothing", string>;
};

/** The values of a dimension with what they came to: keep some, leave some out, or look at one alone. A plain form, so it works without JavaScript. */
export function FilterPanel({ dimension, title, lines, find, kept, close, more, words }: FilterPanelProps) {
  return (
    <form method="get" className="panel" id="filter-by" aria-label={title}>
      {kept.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <div className="filters">
        <h2>{title}</h2>
        <span style={{ flex: 1 }} />
        <TypeToSearch id="filter-find" label={words.find} value={find} />
        <button type="submit" name="filter" value={dimension} className="btn">
          {words.search}
        </button>
      </div>
      <div className="list">
        <Scroller label={title}>
          <table aria-label={title}>
            <TableHead columns={[words.name, { title: words.amount, className: "n" }, words.only, words.without]} />
            <tbody>
              {lines.map(({ value, label, amount, narrow, isKept, isLeftOut }) => (
                <tr key={value} data-name={label}>
                  <td className="wrap">
                    <a className="cost" href={narrow}>
                      {label}
                    </a>
                  </td>
                  <td className="n">{amount}</td>
                  <td>
                    <input type="checkbox" name={dimension} value={value} defaultChecked={isKept} aria-label={`${words.only}: ${label}`} />
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      name={`exclude_${dimension}`}
                      value={value}
                      defaultChecked={isLeftOut}
                      aria-label={`${words.without}: ${label}`}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
        {lines.length === 0 && <p className="s">{words.nothing}</p>}
        {more && <p className="note">{more}</p>}
      </div>
      <div className="dialog-end">
        <a className="btn quiet" href={close}>
          {words.close}
        </a>
        <button type="submit" className="btn pri">
          {words.apply}
        </button>
      </div>
    </form>
  );
}
