import type { ReactNode } from "react";

type StatementProps = {
  label: string;
  /** null: nothing has a price. */
  total: { currency: string; figure: string; isBefore: boolean; href: string } | null;
  difference: ReactNode;
  /** What is estimated: to the month's end, or of what was avoided. */
  estimate: ReactNode;
  rests: { label: string; value: ReactNode }[];
};

/** The figures that open the page: the total and its fair difference, an estimate, what it rests on. */
export function Statement({ label, total, difference, estimate, rests }: StatementProps) {
  return (
    <div className="statement">
      <div>
        <p className="lab">{label}</p>
        <p className="total" data-testid="total">
          {total === null ? (
            <span className="dash">—</span>
          ) : (
            <a className="cost" href={total.href}>
              {total.isBefore && <span className="cur">{total.currency}</span>}
              {total.figure}
              {!total.isBefore && <span className="cur"> {total.currency}</span>}
            </a>
          )}
        </p>
        <p className="s">{difference}</p>
      </div>
      <div>{estimate}</div>
      <div>
        <dl className="rests">
          {rests.map(({ label: name, value }) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
