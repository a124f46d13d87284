import { DaysChart } from "@/components/charts/days-chart";
import { colorOf, type DaysDrawing, pixelDollars } from "@/components/charts/drawing";
import { Scroller } from "@/components/ui/scroller";
import * as format from "@/lib/i18n/format";
import { type Day, dayOf, monthOf } from "@/lib/period";
import { periodAt } from "@/lib/pricing/book";
import { dayTotals, type Series } from "@/lib/spend/series";
import { share } from "@/lib/spend/spend";
import { foremost } from "@/lib/spend/unusual";
import { type MonthData, modelLabel } from "./data";
import type { View } from "./shown";

const mostMarks = 4;

/** The prices of used models that changed within the month, the dearest models' first chosen, then in their order. */
function priceMarks({ data, month, zone, locale, t }: View, series: readonly Series[], days: readonly Day[]): DaysDrawing["marks"] {
  const price = ({ input, output }: { input: bigint; output: bigint }) => `${format.unitPrice(input, locale)} / ${format.unitPrice(output, locale)}`;
  const marks = series.flatMap(({ name }) => {
    const model = name === null ? undefined : data.book.models.find((each) => `${each.provider}/${each.id}` === name);
    const changes = (model?.periods ?? []).filter(({ startsAt }) => startsAt !== null && monthOf(startsAt, zone) === month);
    return changes.flatMap((changed) => {
      const before = changed.startsAt === null ? null : periodAt(model?.periods ?? [], changed.startsAt - 1);
      if (!model || !before || changed.startsAt === null) return [];
      const day = dayOf(changed.startsAt, zone);
      return [
        {
          index: days.indexOf(day),
          label: t("priceChange", { day: format.day(day, locale, { short: true }) }),
          detail: `${model.name}: ${price(before.prices)} → ${price(changed.prices)}`,
        },
      ];
    });
  });
  return marks.slice(0, mostMarks).sort((a, b) => a.index - b.index);
}

/** What is still to come of a day. */
function toCome(forecast: MonthData["forecast"], day: Day, sofar: bigint): bigint | null {
  const expected = forecast && "days" in forecast ? forecast.days.get(day) : undefined;
  return expected === undefined ? null : expected - sofar;
}

/** ◇ 9 June: $295 above a usual Tuesday, mostly Search. */
function unusualText({ locale, t }: View, { day, cost, usual, driver }: MonthData["unusual"][number]): string {
  const amount = format.money(cost < usual ? usual - cost : cost - usual, locale);
  return t(cost < usual ? "unusualBelow" : "unusualAbove", {
    ...{ day: format.day(day, locale, { short: true }), amount, weekday: format.weekdayName(day, locale) },
    name: driver?.name ?? t("unattributed"),
  });
}

/** The chart of each day, its legend and notes, and the same as a table. */
export function Trend({ view, series, days }: { view: View; series: Series[]; days: Day[] }) {
  const { data, month, locale, t } = view;
  const totals = dayTotals(series, days);
  const money = (amount: bigint) => format.money(amount, locale);
  const label = ({ name }: Series) => (name === null ? t("other") : modelLabel(data.book, name));
  const drawing: DaysDrawing = {
    labels: days.map((day) => format.day(day, locale)),
    ticks: days.map((day) => (new Date(`${day}T00:00Z`).getUTCDay() === 1 ? format.weekday(day, locale) : "")),
    series: series.map((each, place) => ({ label: label(each), color: colorOf(place, each.name), data: each.values.map(pixelDollars) })),
    marks: priceMarks(view, series, days),
    forecast: { label: t("forecast.legend"), data: days.map((day, index) => pixelDollars(toCome(data.forecast, day, totals[index] ?? 0n))) },
    unusual: data.unusual.map(({ day }) => days.indexOf(day)),
  };
  const hasForecast = drawing.forecast.data.some((amount) => amount);
  const reported = totals
    .flatMap((cost, index) => (cost === null ? [] : [{ cost, day: days[index] ?? "" }]))
    .sort((a, b) => (a.cost < b.cost ? -1 : 1));
  const [low, high] = [reported[0], reported.at(-1)];
  const sentence =
    low && high
      ? t("chartSentence", {
          month: format.month(month, locale),
          low: money(low.cost),
          lowDay: format.day(low.day, locale, { short: true }),
          high: money(high.cost),
          highDay: format.day(high.day, locale, { short: true }),
        })
      : t("chartEmpty", { month: format.month(month, locale) });
  const readings = days.map((day, index) => `${format.day(day, locale)}: ${totals[index] == null ? t("noReport") : money(totals[index])}`);
  const whole = series.reduce((sum, { total }) => sum + total, 0n);
  return (
    <section>
      <div className="sh">
        <h2>{t("eachDay")}</h2>
        <span className="m">{sentence}</span>
      </div>
      <div className="chartrow">
        <DaysChart
          label={[
            sentence,
            ...drawing.marks.map(({ label: when, detail }) => `${when}: ${detail}.`),
            ...foremost(data.unusual, mostMarks).map((day) => unusualText(view, day)),
          ].join(" ")}
          hint={t("chartKeys")}
          drawing={drawing}
          readings={readings}
          locale={locale}
        />
        <ul className="legend">
          {series.map((each, place) => (
            <li key={each.name ?? "other"}>
              <i className="sw" style={{ "--k": `var(${colorOf(place, each.name)})` } as React.CSSProperties} />
              <span>{label(each)}</span>
              <span className="t">{format.percent(share(each.total, whole) ?? "0", locale)}</span>
            </li>
          ))}
          {data.unusual.length > 0 && (
            <li className="cut">
              <span aria-hidden="true">◇</span>
              <span className="s">{t("unusualLegend")}</span>
            </li>
          )}
          {hasForecast && (
            <li className={data.unusual.length > 0 ? undefined : "cut"}>
              <i className="sw out" style={{ "--k": "var(--ink-3)" } as React.CSSProperties} />
              <span className="s">{t("forecast.legend")}</span>
            </li>
          )}
          {data.total.unpriced.tokens > 0n && (
            <li className="cut">
              <i className="sw hatch" />
              <span className="s">{t("notInBars")}</span>
            </li>
          )}
        </ul>
      </div>
      {drawing.marks.length > 1 && (
        <p className="note" style={{ marginTop: 10 }}>
          {drawing.marks.map(({ label: when, detail }) => `${when}: ${detail}`).join(" · ")}
        </p>
      )}
      {data.unusual.length > 0 && (
        <p className="note" style={{ marginTop: 10 }}>
          {foremost(data.unusual, mostMarks)
            .map((day) => unusualText(view, day))
            .join(" ")}
        </p>
      )}
      <details style={{ marginTop: 12 }}>
        <summary style={{ marginBottom: 10 }}>{t("asTable")}</summary>
        <Scroller label={t("eachDay")}>
          <table aria-label={t("eachDay")}>
            <thead>
              <tr>
                <th scope="col">{t("day")}</th>
                {series.map((each) => (
                  <th scope="col" className="n" key={each.name ?? "other"}>
                    {label(each)}
                  </th>
                ))}
                <th scope="col" className="n">
                  {t("total")}
                </th>
              </tr>
            </thead>
            <tbody>
              {days.map((day, index) => (
                <tr key={day}>
                  <td className="id">{format.day(day, locale, { short: true })}</td>
                  {series.map(({ name, values }) => (
                    <td className="n" key={name ?? "other"}>
                      {values[index] == null ? "—" : money(values[index])}
                    </td>
                  ))}
                  <td className="n b">{totals[index] == null ? "—" : money(totals[index])}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <td>{t("total")}</td>
                {series.map(({ name, total }) => (
                  <td className="n" key={name ?? "other"}>
                    {money(total)}
                  </td>
                ))}
                <td className="n">
                  <span className="dblr">{money(whole)}</span>
                </td>
              </tr>
            </tfoot>
          </table>
        </Scroller>
      </details>
    </section>
  );
}
