import { type BudgetVersion, remaining } from "@/lib/budgets/budget";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import type { View } from "./shown";

/** Whether what is shown stays inside its budget: what is left of it, and what the forecast says. */
export function BudgetLine({ view: { data, asked, locale, slug }, terms }: { view: View; terms: BudgetVersion }) {
  const t = translatorOf(locale, "budgets");
  const { forecast, total } = data;
  const money = (amount: bigint) => format.money(amount, locale);
  const left = remaining({ terms, actual: total.cost });
  if (left === null) return null;
  const amount = money(terms.amount);
  const over = forecast && "likely" in forecast ? forecast.likely - terms.amount : null;
  return (
    <p className="note" style={{ marginTop: 8 }} data-testid="budget">
      <a href={`/w/${slug}/budgets?month=${asked.range.from.slice(0, 7)}`}>
        {left < 0n ? t("onSpendPageOver", { amount, over: money(-left) }) : t("onSpendPage", { amount, left: money(left) })}
      </a>{" "}
      {over !== null && left >= 0n && (over > 0n ? t("likelyOver", { over: format.aboutMoney(over, locale) }) : t("likelyInside"))}
    </p>
  );
}
