/** `assumed`: what had to be, "" for nothing. `count`: tokens, or requests where the price is per request. */
type Line = { name: string; count: string; price: string; amount: string; assumed: string };

export type ExplainedPart = {
  key: string;
  since: string;
  details: string;
  source: { name: string; url: string; day: string } | null;
  rule: { text: string; href: string } | null;
  lines: Line[];
  total: string;
};

type ExplanationProps = {
  title: string;
  parts: ExplainedPart[];
  /** Of the model's own page. */
  href: string | null;
  total: string;
  words: { class: string; tokens: string; price: string; amount: string; source: string; total: string };
};

/** A cost opened to tokens × price, each price with its period and source. */
export function Explanation({ title, href, total, parts, words }: ExplanationProps) {
  return (
    <section aria-label={title}>
      <div className="sh">
        <h2>{href ? <a href={href}>{title}</a> : title}</h2>
        <span className="sp" />
        <span className="t b">{total}</span>
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
                    <td>
                      {line.name}
                      {line.assumed && <span className="sub"> † {line.assumed}</span>}
                    </td>
                    <td className="n">{line.count}</td>
                    <td className="n s">× {line.price}</td>
                    <td className="n">
                      {line.amount}
                      {line.assumed && <span className="dag">†</span>}
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
            {part.rule && (
              <p className="note" style={{ marginTop: 8 }}>
                <a href={part.rule.href}>{part.rule.text}</a>
              </p>
            )}
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
