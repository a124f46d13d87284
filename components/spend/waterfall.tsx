type Step = { key: string; label: string; detail: string; amount: string; from: number; to: number };
/** `href`: where its amount is explained. */
type End = { label: string; amount: string; at: number; href: string };

type WaterfallProps = {
  label: string;
  start: End;
  steps: Step[];
  end: End;
  words: { part: string; amount: string };
};

/** The way from one total to another, as a table so that it prints and reads aloud. The axis is cut, so both ends are ticks, not bars. */
export function Waterfall({ label, start, steps, end, words }: WaterfallProps) {
  const tick = (at: number) => (
    <td className="hp" aria-hidden="true">
      <div className="track">
        <i className="pt" style={{ left: `${at}%` }} />
      </div>
    </td>
  );
  return (
    <table className="wf" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{words.part}</th>
          <td className="hp" style={{ width: "34%", borderBottom: "1px solid var(--ink)" }} />
          <th scope="col" className="n">
            {words.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>{start.label}</td>
          {tick(start.at)}
          <td className="n">
            <a className="cost" href={start.href}>
              {start.amount}
            </a>
          </td>
        </tr>
        {steps.map(({ key, label: name, detail, amount, from, to }) => (
          <tr key={key}>
            <td>
              <span className="wl">{name}</span> <span className="sub">{detail}</span>
            </td>
            <td className="hp" aria-hidden="true">
              <div className="track">
                <b style={{ left: `${from}%` }} />
                <i className={to < from ? "dn" : "up"} style={{ left: `${Math.min(from, to)}%`, width: `max(2px, ${Math.abs(to - from)}%)` }} />
              </div>
            </td>
            <td className="n">{amount}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>{end.label}</td>
          {tick(end.at)}
          <td className="n">
            <a className="cost dblr" href={end.href}>
              {end.amount}
            </a>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
