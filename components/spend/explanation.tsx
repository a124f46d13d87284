/** `count`: tokens, or requests where the price is per request. */
type Line = { name: string; count: string; price: string; amount: string; isAssumed: boolean };

export type ExplainedPart = {
  key: string;
  since: string;
  details: string;
  source: { name: string; url: string; day: string } | null;
  lines: Line[];
  total: string;
};

type ExplanationProps = {
  title: string;
  parts: ExplainedPart[];
  close: { href: string; label: string };
  words: { class: string; tokens: string; price: string; amount: string; source: string; total: string };
};

/** A cost opened to tokens × price, each price with its period and source. */
export function Explanation({ title, parts, close, words }: ExplanationProps) {
  return (
    <section id="explain" aria-label={title}>
      <div className="sh">
        <h2>{title}</h2>
        <span className="sp" />
        <a href={close.href} style={{ fontSize: 13 }}>
          {close.label}
        </a>
      </div>
      <div className="cols">
        {parts.map((part) => (
          <div className="c6 tw" key={part.key}>
            <p className="lab">{part.since}</p>
            <p className="note" style={{ marginBottom: 8 }}>
              {part.details}
            </p>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.class}</th>
                  <th scope="col" className="n">
                    {words.tokens}
                  </th>
                  <th scope="col" className="n">
                    {words.price}
                  </th>
                  <th scope="col" className="n">
                    {words.amount}
                  </th>
                </tr>
              </thead>
              <tbody>
                {part.lines.map((line) => (
                  <tr key={line.name}>
                    <td>{line.name}</td>
                    <td className="n">{line.count}</td>
                    <td className="n s">× {line.price}</td>
                    <td className="n">
                      {line.amount}
                      {line.isAssumed && <span className="dag">†</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <td colSpan={3}>{words.total}</td>
                  <td className="n">{part.total}</td>
                </tr>
              </tfoot>
            </table>
            {part.source && (
              <p className="note" style={{ marginTop: 8 }}>
                {words.source}:{" "}
                <a href={part.source.url} rel="noreferrer">
                  {part.source.name}
                </a>{" "}
                {part.source.day}
              </p>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
