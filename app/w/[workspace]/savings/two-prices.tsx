import { type LinesDrawing, pixelDollars } from "@/components/charts/drawing";
import { LinesChart } from "@/components/charts/lines-chart";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { type Decimal, decimalText } from "@/lib/money";
import { type Day, daysBetween, type Month, weekdayOf } from "@/lib/period";
import type { SavingsRow } from "@/lib/savings/queries";
import { toPico } from "@/lib/savings/savings";
import { cumulative } from "@/lib/spend/series";
import { Steps } from "./breakdown";
import { baselineName, during, money, type View } from "./shown";

const mostDays = 100;

/** Whether a stretch is drawn day by day, or month by month. */
export function stepOf({ from, to }: { from: Day; to: Day }): "day" | "month" {
  return daysBetween(from, to).length <= mostDays ? "day" : "month";
}

/** Both costs of the same tokens, as they ran up. `rows`: by day or month, as `stepOf` says. */
export function TwoPrices({ view, rows }: { view: View; rows: readonly SavingsRow[] }) {
  const { t, locale, asked, found } = view;
  const { total } = found;
  const isDaily = stepOf(asked.range) === "day";
  const days = daysBetween(asked.range.from, asked.range.to);
  const stops: (Day | Month)[] = isDaily ? days : [...new Set(days.map((day) => day.slice(0, 7)))];
  const byStop = new Map(rows.map((row) => [row.period, row]));
  const sums = (name: "list" | "reference" | "reference_low" | "reference_high") => cumulative(stops.map((stop) => byStop.get(stop)?.[name] ?? null));
  const running = (name: Parameters<typeof sums>[0]) => sums(name).map((sum) => pixelDollars(sum === null ? null : toPico(sum)));
  const named = (stop: string) => (isDaily ? format.day(stop, locale) : format.month(stop, locale));
  const isMonday = (stop: string) => weekdayOf(stop) === weekdayOf("2026-06-01");
  const model = baselineName(view);
  const drawing: LinesDrawing = {
    labels: stops.map(named),
    ticks: stops.map((stop) => (!isDaily ? format.monthShort(stop, locale) : isMonday(stop) ? format.weekday(stop, locale) : "")),
    reference: running("reference"),
    list: running("list"),
    low: running("reference_low"),
    high: running("reference_high"),
    names: { reference: model, list: t("yourModels") },
  };
  const stretch = during(asked.range, locale, t);
  const label = t("chartSentence", { during: stretch, list: money(total.list, locale), reference: money(total.reference, locale), model });
  const [lists, references] = [sums("list"), sums("reference")];
  const readings = stops.map((stop, index) => {
    const [list, reference] = [lists[index] ?? null, references[index] ?? null];
    const isThere = list !== null && reference !== null;
    const what = isThere ? t("chartReading", { list: money(list, locale), reference: money(reference, locale), model }) : t("noReport");
    return `${named(stop)}: ${what}`;
  });
  return (
    <section>
      <div className="sh">
        <h2>{t("twoPrices")}</h2>
        <span className="m">{t("cumulative", { during: stretch })}</span>
      </div>
      <LinesChart label={label} hint={t("chartKeys")} drawing={drawing} readings={readings} locale={locale} />
      <p className="note" style={{ marginTop: 10 }}>
        {label} {band(view, model)}
      </p>
      {isDaily && (
        <details style={{ marginTop: 12 }} open={asked.sorts["savings-days"] !== undefined}>
          <summary style={{ marginBottom: 10 }}>{translatorOf(locale, "spend")("asTable")}</summary>
          <Steps view={view} rows={rows} step="day" title={t("byDay")} />
        </details>
      )}
    </section>
  );
}

function band({ t, locale, found }: View, model: string): string {
  const [one, ...others] = found.baselines;
  if (!one || others.length) return t("bandMany");
  const { low, high } = one;
  const shown = (k: Decimal) => ratioText(k, locale);
  const inside = { model, low: shown(low.in), high: shown(high.in) };
  const isOne = decimalText(low.in) === decimalText(low.out) && decimalText(high.in) === decimalText(high.out);
  return isOne ? t("band", inside) : t("bandTwo", { ...inside, lowOut: shown(low.out), highOut: shown(high.out) });
}

/** A ratio as it is written: two decimals at least. */
export function ratioText(k: Decimal, locale: Locale): string {
  return format.rounded(decimalText(k), Math.max(2, k.scale), locale);
}
