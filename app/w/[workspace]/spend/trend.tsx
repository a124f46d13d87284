import type { ReactNode } from "react";
import { colorOf, pixelCount, pixelDollars, type TrendDrawing } from "@/components/charts/drawing";
import { TrendChart } from "@/components/charts/trend-chart";
import { Menu, MenuChoices } from "@/components/ui/menu";
import { Segments } from "@/components/ui/segments";
import type { Annotation } from "@/lib/annotations/queries";
import * as format from "@/lib/i18n/format";
import { type Day, dayOf } from "@/lib/period";
import { priceSteps } from "@/lib/pricing/history";
import { dimensions } from "@/lib/spend/dimension";
import { measures } from "@/lib/spend/measure";
import { bucketTotals, cumulative } from "@/lib/spend/series";
import { share } from "@/lib/spend/spend";
import { foremost } from "@/lib/spend/unusual";
import { shapes, stepsFor } from "@/lib/spend/view";
import { Annotations } from "./annotations";
import type { SpendData } from "./data";
import { amountText, lineAddress, rangeName, type View } from "./shown";
import { ShownTable } from "./shown-table";
import { type Stop, stopsOf } from "./stops";
import { beforeLabel, labelOf, TrendTable, toldApart } from "./trend-table";

const mostMarks = 4;

/** The chart of each hour, day, week or month, its legend and notes, and the same as a table. */
export function Trend({ view, annotations, mayAnnotate }: { view: View; annotations: readonly Annotation[]; mayAnnotate: boolean }) {
  const { data, asked, locale, t } = view;
  const { series } = data;
  const { measure, step, shape } = asked;
  const stops = stopsOf(view, data.buckets);
  const notesIn = ({ first, last }: Stop) => annotations.filter(({ day, isDeleted }) => !isDeleted && day >= first && day <= last);
  const totals = bucketTotals(series, stops.length);
  const amount = (value: bigint | null) => amountText(measure, value, locale);
  const toCome = stops.map(({ first }, index) => forecastFor(view, first, totals[index] ?? 0n));
  const isForecast = toCome.some((each) => each);
  const pixel = measure === "cost" ? pixelDollars : pixelCount;
  const drawn = (values: readonly (bigint | null)[]) => (shape === "cumulative" ? cumulative(values) : values).map(pixel);
  const isAnyBefore = shape !== "lines" && data.before.some((each) => each !== null);
  const unusual = step === "day" && measure === "cost" && shape === "stacked" ? data.unusual : [];
  const seriesHrefs = series.map((each) => lineAddress(view, asked.groupBy, each, toldApart(view)) ?? null);
  const isNarrowable = seriesHrefs.some(Boolean);
  const drawing: TrendDrawing = {
    ...{ shape, isMoney: measure === "cost", labels: stops.map(({ label }) => label), ticks: stops.map(({ tick }) => tick) },
    series: series.map((each, place) => ({
      ...{ label: labelOf(view, each), color: colorOf(place, each.kind === "other" ? null : ""), data: drawn(each.values) },
    })),
    before: isAnyBefore && data.comparison ? { label: beforeLabel(view), data: drawn(data.before) } : null,
    marks: measure === "cost" ? priceMarks(view, stops) : [],
    forecast: { label: t("forecast.legend"), data: shape === "cumulative" ? upTo(totals, toCome).map(pixel) : toCome.map(pixel) },
    unusual: unusual.map(({ day }) => stops.findIndex(({ first }) => first === day)),
    notes: stops.flatMap((stop, index) => (notesIn(stop).length ? [index] : [])),
    hint: isNarrowable ? t("chartClick") : "",
  };
  const sentence = sentenceOf(view, stops, totals);
  const whole = series.reduce((sum, { total }) => sum + total, 0n);
  const readings = stops.map((stop, index) => {
    const before = data.before[index];
    const compared = before === null || before === undefined || !data.comparison ? "" : `; ${beforeLabel(view)}: ${amount(before)}`;
    const written = notesIn(stop).map(({ text }) => `; ${text}`);
    return `${stop.label}: ${totals[index] == null ? t("noReport") : amount(totals[index])}${compared}${written.join("")}`;
  });
  return (
    <section id="trend">
      <div className="sh">
        <h2>{t(`each.${step}`)}</h2>
        <Menu id="by" kind="btn quiet" label={t(`by.${asked.groupBy}`)} name={`${t("groupBy")}: ${t(asked.groupBy)}`}>
          <MenuChoices
            choices={dimensions.map((by) => ({ label: t(`by.${by}`), href: view.hrefTo({ groupBy: by }), isCurrent: by === asked.groupBy }))}
          />
        </Menu>
        <span className="sp" />
        <Choices view={view} />
      </div>
      <p className="note" style={{ marginBottom: 14 }}>
        {sentence}
      </p>
      <div className="chartrow">
        <TrendChart
          label={[
            sentence,
            ...drawing.marks.map(({ label: when, detail }) => `${when}: ${detail}.`),
            ...foremost(unusual, mostMarks).map((day) => unusualText(view, day)),
          ].join(" ")}
          hint={[t(`chartKeys.${step}`), ...(stops.some(({ href }) => href) ? [t("chartOpens")] : [])].join(" ")}
          seriesHrefs={seriesHrefs}
          drawing={drawing}
          readings={readings}
          hrefs={stops.map(({ href }) => href)}
          locale={locale}
        />
        <Legend view={view} whole={whole} isForecast={isForecast} hasUnusual={unusual.length > 0} before={drawing.before?.label ?? null} />
      </div>
      {shape === "cumulative" && !isForecast && <NoForecast view={view} />}
      {drawing.marks.length > 0 && (
        // One alone has room in the chart itself.
        <p className={drawing.marks.length > 1 ? "note" : "sr"} style={{ marginTop: 10 }} data-testid="price-changes">
          {drawing.marks.map(({ label: when, detail }) => `${when}: ${detail}`).join(" · ")}
        </p>
      )}
      {unusual.length > 0 && (
        <p className="note" style={{ marginTop: 10 }}>
          {foremost(unusual, mostMarks)
            .map((day) => unusualText(view, day))
            .join(" ")}
        </p>
      )}
      <Annotations page={view} annotations={annotations} mayWrite={mayAnnotate} />
      <details style={{ marginTop: 12 }} open={asked.sorts.trend !== undefined}>
        <summary style={{ marginBottom: 10 }}>{t("asTable")}</summary>
        <ShownTable view={view} name="trend" title={t(`each.${step}`)} />
        <TrendTable view={view} stops={stops} totals={totals} notesIn={notesIn} />
      </details>
    </section>
  );
}

/** What is measured, how finely, and in which shape. */
function Choices({ view: { asked, hrefTo, t } }: { view: View }) {
  const steps = stepsFor(asked.range);
  return (
    <>
      <Segments
        label={t("measure")}
        choices={measures.map((each) => ({ key: each, label: t(each), href: hrefTo({ measure: each }), isCurrent: each === asked.measure }))}
      />
      {steps.length > 1 && (
        <Segments
          label={t("stepChoice")}
          choices={steps.map((each) => ({ key: each, label: t(`steps.${each}`), href: hrefTo({ step: each }), isCurrent: each === asked.step }))}
        />
      )}
      <Segments
        label={t("shape")}
        choices={shapes.map((each) => ({ key: each, label: t(`shapes.${each}`), href: hrefTo({ shape: each }), isCurrent: each === asked.shape }))}
      />
    </>
  );
}

/** The series in their order, each leading to itself alone, then what the marks mean. */
function Legend(props: { view: View; whole: bigint; isForecast: boolean; hasUnusual: boolean; before: string | null }) {
  const { view, whole, isForecast, hasUnusual, before } = props;
  const { data, asked, locale, t } = view;
  const marks: [key: string, sign: ReactNode, text: string][] = [
    ...(before ? [["before", <i className="ltick" key="before" />, before] as [string, ReactNode, string]] : []),
    ...(hasUnusual
      ? [
          [
            "unusual",
            <span aria-hidden="true" key="unusual">
              ◇
            </span>,
            t("unusualLegend"),
          ] as [string, ReactNode, string],
        ]
      : []),
    ...(isForecast
      ? [
          ["forecast", <i className="sw out" style={{ "--k": "var(--ink-3)" } as React.CSSProperties} key="forecast" />, t("forecast.legend")] as [
            string,
            ReactNode,
            string,
          ],
        ]
      : []),
    ...(asked.measure === "cost" && data.total.unpriced.tokens > 0n
      ? [["unpriced", <i className="sw hatch" key="unpriced" />, t("notInBars")] as [string, ReactNode, string]]
      : []),
  ];
  return (
    <ul className="legend">
      {data.series.map((each, place) => {
        const href = lineAddress(view, asked.groupBy, each, toldApart(view));
        return (
          <li key={`${each.kind} ${each.name}`}>
            <i className="sw" style={{ "--k": `var(${colorOf(place, each.kind === "other" ? null : "")})` } as React.CSSProperties} />
            {href ? (
              <a className="cost" href={href}>
                {labelOf(view, each)}
              </a>
            ) : (
              <span>{labelOf(view, each)}</span>
            )}
            <span className="t">{format.percent(share(each.total, whole) ?? "0", locale)}</span>
          </li>
        );
      })}
      {marks.map(([key, sign, text], place) => (
        <li className={place === 0 ? "cut" : undefined} key={key}>
          {sign}
          <span className="s">{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** Why nothing is drawn beyond what is known. */
function NoForecast({ view: { data, asked, t } }: { view: View }) {
  const { forecast } = data;
  const isRefused = forecast && "refused" in forecast;
  return (
    <p className="note" style={{ marginTop: 10 }}>
      {isRefused
        ? t("forecast.refused", { reported: forecast.reported, needed: forecast.needed })
        : t(asked.measure !== "cost" || asked.step !== "day" ? "forecast.onlyCost" : "forecast.onlyMonth")}
    </p>
  );
}

/** From the least to the most, each with its bucket. */
function sentenceOf({ asked, locale, t }: View, stops: Stop[], totals: (bigint | null)[]): string {
  const what = t(`chartWhat.${asked.measure}.${asked.step}`);
  const range = rangeName({ asked, locale });
  const reported = totals.flatMap((total, index) => (total === null ? [] : [{ total, stop: stops[index]?.short ?? "" }]));
  const sorted = reported.toSorted((a, b) => (a.total < b.total ? -1 : 1));
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (!low || !high) return t("chartEmpty", { range });
  if (low.stop === high.stop) return t("chartOne", { what, range, amount: amountText(asked.measure, high.total, locale) });
  const amounts = { low: amountText(asked.measure, low.total, locale), high: amountText(asked.measure, high.total, locale) };
  return t("chartSentence", { what, range, ...amounts, lowStop: low.stop, highStop: high.stop });
}

/** What is still to come of a day. */
function forecastFor({ data: { forecast }, asked }: View, day: Day, sofar: bigint): bigint | null {
  if (asked.measure !== "cost" || asked.step !== "day" || asked.shape === "lines") return null;
  const expected = forecast && "days" in forecast ? forecast.days.get(day) : undefined;
  return expected === undefined ? null : expected - sofar;
}

/** The running sum with what is to come, from the last bucket that is known. */
function upTo(totals: readonly (bigint | null)[], toCome: readonly (bigint | null)[]): (bigint | null)[] {
  const first = toCome.findIndex((each) => each !== null);
  let sum = 0n;
  return totals.map((total, index) => {
    sum += (total ?? 0n) + (toCome[index] ?? 0n);
    return first >= 0 && index >= first - 1 ? sum : null;
  });
}

/** The prices of used models that changed within the range, the dearest models' first chosen, then in their order. */
function priceMarks({ data, zone, locale, t }: View, stops: Stop[]): TrendDrawing["marks"] {
  const price = ({ input, output }: { input: bigint; output: bigint }) => `${format.unitPrice(input, locale)} / ${format.unitPrice(output, locale)}`;
  const used = data.names.get("model")?.now.toSorted((a, b) => ((a.sums.cost ?? 0n) < (b.sums.cost ?? 0n) ? 1 : -1)) ?? [];
  const marks = used.flatMap(({ name }) => {
    const model = data.book.models.find((each) => `${each.provider}/${each.id}` === name);
    const steps = model ? priceSteps(data.book, data.prices.rules, model) : [];
    return steps.flatMap((changed, place) => {
      const before = steps[place - 1]?.price;
      if (!model || !before || !changed.price || changed.startsAt === null) return [];
      const [was, is] = [price(before.prices), price(changed.price.prices)];
      if (was === is) return [];
      const day = dayOf(changed.startsAt, zone);
      const index = stops.findIndex(({ first, last }) => day >= first && day <= last);
      if (index < 0) return [];
      const label = t("priceChange", { day: format.day(day, locale, { short: true }) });
      return [{ index, label, detail: `${model.name}: ${was} → ${is}` }];
    });
  });
  return marks.slice(0, mostMarks).sort((a, b) => a.index - b.index);
}

/** ◇ 9 June: $295 above a usual Tuesday, mostly Search. */
function unusualText({ locale, t }: View, { day, cost, usual, driver }: SpendData["unusual"][number]): string {
  const amount = format.money(cost < usual ? usual - cost : cost - usual, locale);
  return t(cost < usual ? "unusualBelow" : "unusualAbove", {
    ...{ day: format.day(day, locale, { short: true }), amount, weekday: format.weekdayName(day, locale) },
    name: driver?.name ?? t("unattributed"),
  });
}
