import type { Pico } from "@/lib/money";

/** What was spent of a budget, filled; what is forecast, outlined; the limit, a line. It says in words what it shows. */
export function BudgetBar({ amount, actual, likely, label }: { amount: Pico; actual: Pico; likely: Pico | null; label: string }) {
  const most = [amount, actual, likely ?? 0n].reduce((a, b) => (a > b ? a : b));
  const width = (part: Pico) => `${most > 0n && part > 0n ? Number((1000n * part) / most) / 10 : 0}%`;
  return (
    <div className="gauge" role="img" aria-label={label}>
      <span className="tr" />
      <span className="act" style={{ width: width(actual) }} />
      {likely !== null && likely > actual && <span className="fc" style={{ left: width(actual), width: width(likely - actual) }} />}
      <span className="lim" style={{ left: width(amount) }} />
    </div>
  );
}
