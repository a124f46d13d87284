import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Chosen } from "@/lib/estimator/answer";
import { bounds } from "@/lib/estimator/load";
import type { Amounts } from "@/lib/estimator/pace";
import * as format from "@/lib/i18n/format";
import { decimalText, ratio } from "@/lib/money";
import { isAssumed } from "./models-table";
import type { View } from "./view";

const spans = ["call", "thousand", "day", "month", "year"] as const satisfies readonly (keyof Amounts)[];

/** Up to four models beside one another: low, likely and high, by the call, the day, the month and the year. */
export function SideBySide({ view }: { view: View }) {
  const { answer, question, analysisOf, locale, t } = view;
  const { chosen } = answer;
  const [first] = chosen;
  const money = (amount: Amounts[keyof Amounts]) => (amount === null ? "—" : format.money(amount, locale));
  const hasOwn = chosen.some(({ list }) => list);
  const grows = question.growth.digits > 0n;
  const others = chosen.slice(1);
  return (
    <>
      <h2 className="sh">{t("sideBySide")}</h2>
      <Scroller label={t("sideBySide")}>
        <table aria-label={t("sideBySide")} className="side">
          <TableHead columns={[t("span"), t("bound"), ...chosen.map(({ line }) => ({ title: line.model.name, className: "n" }))]} />
          {spans.map((span) => (
            <tbody key={span}>
              {bounds.map((bound, place) => (
                <tr key={bound} className={bound === "likely" ? "likely" : "est"}>
                  {place === 0 && (
                    <th scope="rowgroup" rowSpan={bounds.length}>
                      {t(span)}
                    </th>
                  )}
                  <td className="m">{t(bound)}</td>
                  {chosen.map((row) => (
                    <td className="n" key={keyOf(row)}>
                      {money(row.amounts[bound][span])}
                      {span === "call" && bound === "likely" && isAssumed(row.line) && <span className="dag">†</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
          <tfoot>
            {hasOwn && (
              <tr>
                <td colSpan={2}>{t("listMonth")}</td>
                {chosen.map((row) => (
                  <td className="n" key={keyOf(row)}>
                    {money((row.list ?? row.amounts.likely).month)}
                  </td>
                ))}
              </tr>
            )}
            {first && others.length > 0 && (
              <tr>
                <td colSpan={2}>{t("breakEven", { model: first.line.model.name })}</td>
                {chosen.map((row) => (
                  <td className="n" key={keyOf(row)}>
                    {breakEvenText(row, view)}
                  </td>
                ))}
              </tr>
            )}
          </tfoot>
        </table>
      </Scroller>
      <p className="note" style={{ marginTop: 10 }}>
        {t("sideBySideNote", {
          percent: format.percent(decimalText(question.margin), locale),
          grows: grows ? "yes" : "no",
          growth: format.percent(decimalText(question.growth), locale),
        })}{" "}
        {first && others.length > 0 && t("breakEvenNote", { model: first.line.model.name })} {t("quality")}
      </p>
      <p className="note" style={{ marginTop: 6 }}>
        {chosen.map((row, index) => (
          <span key={keyOf(row)}>
            {index > 0 && " · "}
            <a href={analysisOf(row.line.model)}>{t("analysis", { model: row.line.model.name })}</a>
          </span>
        ))}
      </p>
      <Budgets view={view} />
    </>
  );
}

/** What each would cost in a month, as the beginning of a budget. */
function Budgets({ view: { answer, budgetOf, locale, t } }: { view: View }) {
  const likely = answer.chosen.flatMap((row) => {
    const amount = row.amounts.likely.month;
    return amount === null || amount <= 0n ? [] : [{ row, amount, text: ratio(amount, 10n ** 12n, 2) ?? "" }];
  });
  if (!budgetOf || !likely.length) return null;
  return (
    <p className="note no-print" style={{ marginTop: 6 }}>
      {t("makeBudget")}{" "}
      {likely.map(({ row, amount, text }, index) => (
        <span key={keyOf(row)}>
          {index > 0 && " · "}
          <a href={budgetOf(text)}>{t("budgetLink", { model: row.line.model.name, amount: format.money(amount, locale) })}</a>
        </span>
      ))}
    </p>
  );
}

function breakEvenText({ breakEven }: Chosen, { locale, t }: View): string {
  const times = breakEven && ratio(breakEven.numerator, breakEven.denominator, 2);
  return times ? t("breakEvenTimes", { times: format.rounded(times, 2, locale) }) : "—";
}

function keyOf({ line: { model } }: Chosen): string {
  return `${model.provider}/${model.id}`;
}
