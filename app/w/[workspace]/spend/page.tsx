import { Upload } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DaysChart } from "@/components/charts/days-chart";
import { colorOf, type DaysDrawing, pixelDollars } from "@/components/charts/drawing";
import { AsKnown } from "@/components/spend/as-known";
import { EmptySpend } from "@/components/spend/empty";
import { FilterChips } from "@/components/spend/filter-chips";
import { type RankingRow, RankingTable } from "@/components/spend/ranking-table";
import { Statement } from "@/components/spend/statement";
import { ActionForm } from "@/components/ui/action-form";
import { MonthPicker } from "@/components/ui/month-picker";
import { Scroller } from "@/components/ui/scroller";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { addMonths, type Day, dayOf, daysOfMonth, type Month, monthOf, monthPeriod, type Zone } from "@/lib/period";
import { periodAt } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { savings } from "@/lib/savings/queries";
import { toPico } from "@/lib/savings/savings";
import { requireWorkspace } from "@/lib/session";
import { asKnown, explainAddress, type AsKnown as Known } from "@/lib/spend/address";
import { type DifferenceDimension, differenceDimensions } from "@/lib/spend/difference";
import { type Dimension, dimensions, type Filters } from "@/lib/spend/dimension";
import { events, isCursor } from "@/lib/spend/events";
import { spend } from "@/lib/spend/queries";
import { monthRange } from "@/lib/spend/range";
import type { Ranked } from "@/lib/spend/ranking";
import { dailySeries, dayTotals, type Series } from "@/lib/spend/series";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { change, share } from "@/lib/spend/spend";
import { foremost } from "@/lib/spend/unusual";
import { narrowed, parseView, readmitted, type SpendView, viewSearch, without } from "@/lib/spend/view";
import { totalTokens } from "@/lib/usage/tokens";
import { loadSampleAction } from "../actions";
import { type MonthData, modelKey, modelLabel, monthData } from "./data";
import { Events } from "./events";
import { Why } from "./why";

type Words = Translator<"spend">;
type View = {
  data: MonthData;
  month: Month;
  zone: Zone;
  locale: Locale;
  t: Words;
  slug: string;
  known: Known;
  asked: SpendView;
  /** Where the page shows something else. */
  hrefTo: (changed: Partial<SpendView>, by?: DifferenceDimension) => string;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "spend")("title") };
}

export default async function SpendPage({ params, searchParams }: PageProps<"/w/[workspace]/spend">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "spend:see");
  const parameters = await searchParams;
  const { as_of: known, why, events: place } = parameters;
  const cursor = isCursor(place) ? { cursor: place } : {};
  const locale = await currentLocale();
  const t = translatorOf(locale, "spend");
  const at = now();
  const current = monthOf(at, workspace.timezone);
  const months = await monthsWithUsage(access);
  const opening = openingMonth(months, current);
  const asked = parseView(parameters, { month: opening, today: dayOf(at, workspace.timezone) });
  const month = asked.range.kind === "month" ? asked.range.text : opening;
  const then = asKnown(known, workspace.timezone);
  const told = differenceDimensions.find((each) => each === why) ?? "model";
  const hrefTo = (changed: Partial<SpendView>, by = told) => {
    const search = viewSearch({ ...asked, range: monthRange(month), ...changed, asOf: null });
    const rest = new URLSearchParams({ ...(then.text && { as_of: then.text }), ...(by !== "model" && { why: by }) });
    return `/w/${slug}/spend${search}${rest.size ? `&${rest}` : ""}`;
  };
  const head = (
    <Head
      slug={slug}
      href={(to) => hrefTo({ range: monthRange(to) })}
      month={month}
      months={months}
      current={current}
      locale={locale}
      t={t}
      mayExport={may("reports:export") && months.length > 0}
    />
  );

  if (!months.length) {
    const { refusals, fields } = messagesOf(locale);
    const book = await priceBook();
    const periods = book.models.reduce((sum, model) => sum + model.periods.length, 0);
    const sample = may("imports:write") && (
      <ActionForm action={loadSampleAction.bind(null, slug)} submit={t("loadSample")} kind="plain" words={{ saved: "", refusals, fields }} isSilent />
    );
    return (
      <>
        {head}
        <EmptySpend
          label={t("spendOf", { month: format.month(month, locale) })}
          slug={slug}
          words={t}
          sample={sample}
          mayImport={may("imports:write")}
          mayCreateKeys={may("keys:write")}
          prices={{ models: format.count(book.models.length, locale), periods: format.count(periods, locale) }}
        />
      </>
    );
  }

  const period = monthPeriod(month, workspace.timezone);
  const picked = { filters: asked.filters, excluded: asked.excluded, ...(then.asOf !== undefined && { asOf: then.asOf }) };
  const [data, saved, eventPage] = await Promise.all([
    monthData(access, month, at, picked),
    savings(access, { period, ...picked }),
    events(access, { period, ...picked, ...cursor, limit: eventsShown }),
  ]);
  const view: View = { data, month, zone: workspace.timezone, locale, t, slug, known: then, asked, hrefTo };
  const isPicked = Object.keys({ ...asked.filters, ...asked.excluded }).length > 0;
  const isEmpty = data.total.requests === 0n && data.total.requestsUnknown === 0n;
  const hidden = isEmpty && isPicked ? (await spend(access, { period })).total : null;
  const days = daysOfMonth(month);
  const series = dailySeries(
    data.byDay.map(({ period: day, dimensions, cost }) => ({ day: day ?? "", name: modelKey(dimensions), cost })),
    days,
  );
  return (
    <>
      {head}
      {then.asOf !== undefined && <Then view={view} at={at} />}
      {parameters.month === undefined && parameters.period === undefined && month !== current && (
        <p className="note" style={{ marginBottom: 12 }}>
          {t("openedLatest", { current: format.month(current, locale) })}
        </p>
      )}
      {isPicked && <Picked view={view} />}
      {hidden && (
        <p className="lead" style={{ marginBottom: 18 }}>
          {t("filters.hidden", { requests: format.count(hidden.requests + hidden.requestsUnknown, locale) })}
        </p>
      )}
      {isEmpty && !isPicked && (
        <p className="lead" style={{ marginBottom: 18 }}>
          {t("emptyMonth", {
            month: format.month(month, locale),
            first: format.month(months[0] ?? month, locale),
            last: format.month(months.at(-1) ?? month, locale),
          })}
        </p>
      )}
      <Total view={view} estimate={data.forecast ? <Forecasted view={view} saved={saved} /> : <Avoided view={view} saved={saved} />} />
      {!hidden && <Days view={view} series={series} days={days} />}
      {!hidden && data.fair.current.cost !== null && data.fair.previous.cost !== null && (
        <Why
          data={data}
          by={told}
          hrefBy={(dimension) => `${hrefTo({}, dimension)}#why`}
          ranges={{ before: rangeOf(view, "previous"), now: rangeOf(view, "current") }}
          locale={locale}
          t={t}
        />
      )}
      {!hidden && <Tables view={view} series={series} days={days} />}
      {eventPage.items.length > 0 && (
        <Events
          page={eventPage}
          book={data.book}
          slug={slug}
          zone={workspace.timezone}
          asOf={then.text}
          hrefFrom={(from) => `${hrefTo({})}${from === null ? "" : `&events=${from}`}#events`}
          isFirst={!("cursor" in cursor)}
          locale={locale}
          t={t}
        />
      )}
      {then.asOf === undefined && <Then view={view} at={at} />}
    </>
  );
}

function Head({
  slug,
  href,
  month,
  months,
  current,
  locale,
  t,
  mayExport,
}: {
  slug: string;
  href: (month: Month) => string;
  month: Month;
  months: Month[];
  current: Month;
  locale: Locale;
  t: Words;
  mayExport: boolean;
}) {
  const known = [...new Set([...months, month, current])].sort().reverse();
  const previous = addMonths(month, -1);
  const next = addMonths(month, 1);
  return (
    <div className="head">
      <h1>{t("title")}</h1>
      <MonthPicker
        current={format.month(month, locale)}
        previous={previous >= (known.at(-1) ?? month) ? href(previous) : null}
        next={next <= (known[0] ?? month) ? href(next) : null}
        choices={known.map((choice) => ({ label: format.month(choice, locale), href: href(choice), isCurrent: choice === month }))}
        words={{ previous: t("previousMonth"), next: t("nextMonth"), choose: t("chooseMonth") }}
      />
      <span className="sp" />
      {mayExport && (
        <a className="btn" href={`/api/w/${slug}/reports/${month}.csv`} title={t("exportHint")} download>
          <Upload className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> {t("export")}
        </a>
      )}
    </div>
  );
}

/** What is picked, each removable, and turned round with one click. */
function Picked({ view: { asked, hrefTo, t, data } }: { view: View }) {
  const nameOf = (dimension: Dimension, value: string | null) =>
    value === null ? t("unattributed") : dimension === "model" && value.includes("/") ? modelLabel(data.book, value) : value;
  const chip = (dimension: Dimension, value: string | null, isLeftOut: boolean) => {
    const label = t(isLeftOut ? "filters.without" : "filters.only", { dimension: t(`dimensions.${dimension}`), name: nameOf(dimension, value) });
    const removed = isLeftOut ? readmitted(asked, dimension, value) : narrowed(asked, dimension, value);
    const turned = isLeftOut ? narrowed(removed, dimension, value) : without(removed, dimension, value);
    return { label, removed: hrefTo(removed), turned: hrefTo(turned), turn: t(isLeftOut ? "filters.keep" : "filters.leaveOut") };
  };
  const chips = (picked: Filters, isLeftOut: boolean) =>
    dimensions.flatMap((dimension) => (picked[dimension] ?? []).map((value) => chip(dimension, value, isLeftOut)));
  return (
    <FilterChips
      chips={[...chips(asked.filters, false), ...chips(asked.excluded, true)]}
      clear={hrefTo({ filters: {}, excluded: {} })}
      words={{ label: t("filters.label"), remove: t("filters.remove"), clear: t("filters.clear") }}
    />
  );
}

/** On which knowledge the figures rest, and how to choose another. */
function Then({ view: { zone, locale, t, known, hrefTo }, at }: { view: View; at: number }) {
  const moment = known.asOf === undefined ? null : format.moment(known.asOf, zone, locale);
  const here = new URL(hrefTo({}), "http://here").searchParams;
  here.delete("as_of");
  return (
    <AsKnown
      moment={moment}
      day={dayOf(known.asOf ?? at, zone)}
      kept={[...here]}
      today={`?${here}`}
      words={{
        notice: t("asKnown", { moment: moment ?? "" }),
        ...{ body: t("asKnownBody"), now: t("asKnownNow"), choose: t("asKnownChoose"), day: t("asKnownDay"), show: t("show") },
      }}
    />
  );
}

/** 1–23 June until 14:15, or the whole month by its name. */
function rangeOf({ data, zone, locale, t }: View, which: "current" | "previous"): string {
  const { isPartial, [which]: period } = data.comparison;
  const first = dayOf(period.from, zone);
  const month = first.slice(0, 7);
  if (!isPartial) return format.month(month, locale);
  const last = dayOf(period.to - 1, zone);
  const days =
    first === last
      ? format.day(first, locale, { short: true })
      : t("rangeDays", { first: Number(first.slice(8)), last: Number(last.slice(8)), month: format.monthName(month, locale) });
  const isWholeDay = dayOf(period.to, zone) !== last;
  return isWholeDay ? days : t("rangeUntil", { days, time: format.time(period.to, zone, locale) });
}

function Total({ view, estimate }: { view: View; estimate: ReactNode }) {
  const { data, month, zone, locale, t, slug } = view;
  const { total, fair, comparison } = data;
  const money = (amount: bigint) => format.money(amount, locale);
  const amount = total.cost === null ? null : money(total.cost);
  const figure = amount && { currency: "$", figure: amount.replace("$", "").trim(), isBefore: locale === "en" };
  const before = fair.previous.cost;
  const range = rangeOf(view, "previous");
  const percent = fair.current.cost === null || before === null ? null : change(fair.current.cost, before);
  const difference =
    fair.current.cost === null || before === null || percent === null ? (
      t("nothingBefore", { range })
    ) : (
      <>
        <span className="delta" style={{ color: "var(--ink)" }}>
          {format.money(fair.current.cost - before, locale, { signed: true })} ({format.percent(String(percent), locale, { signed: true })})
        </span>{" "}
        {t("onRange", { range })} <span className="t">{money(before)}</span>
      </>
    );
  const assumed = total.assumed.reduce((sum, { cost }) => sum + cost, 0n);
  const unpriced = total.unpriced.tokens > 0n && (
    <a href={`/w/${slug}/settings/prices/unpriced`} style={{ color: "var(--attn)" }}>
      {t("unpricedTokens", { tokens: format.tokens(total.unpriced.tokens, locale) })}
    </a>
  );
  return (
    <Statement
      label={comparison.isPartial ? t("spendUntil", { range: rangeOf(view, "current") }) : t("spendOf", { month: format.month(month, locale) })}
      total={figure || null}
      difference={difference}
      estimate={estimate}
      rests={[
        {
          label: t("dataUntil"),
          value:
            total.dataUntil === null
              ? "—"
              : `${format.day(dayOf(total.dataUntil, zone), locale, { short: true })}, ${format.time(total.dataUntil, zone, locale)}, ${format.city(zone)}`,
        },
        { label: t("priced"), value: t("ofTokens", { percent: format.percent(total.coverage.tokensPercent, locale) }) },
        { label: t("unpriced"), value: unpriced || t("none") },
        ...(assumed > 0n
          ? [
              {
                label: t("assumed"),
                value: (
                  <>
                    {money(assumed)}
                    <span className="dag">†</span>
                  </>
                ),
              },
            ]
          : []),
        { label: t("atList"), value: money(total.basis.list) },
        ...(total.basis.contract ? [{ label: t("atContract"), value: money(total.basis.contract) }] : []),
        ...(total.basis.manual ? [{ label: t("atManual"), value: money(total.basis.manual) }] : []),
      ]}
    />
  );
}

function Avoided({ view, saved }: { view: View; saved: Awaited<ReturnType<typeof savings>> }) {
  const { locale, t, slug, month } = view;
  const { total, baseline } = saved;
  const isNothing = total.list === 0n;
  return (
    <>
      <p className="lab">{t("avoided")}</p>
      <p className="fig est">
        {isNothing ? <span className="dash">—</span> : <span className="outl">{format.money(toPico(total.avoided), locale)}</span>}
      </p>
      <p className="s">
        {total.avoided < 0n ? t("dearer", { model: baseline.name }) : t("avoidedAgainst", { model: baseline.name })}{" "}
        {baseline.isPreset && <span className="chip">{t("preset")}</span>}
      </p>
      <p style={{ marginTop: 8 }}>
        <a href={`/w/${slug}/savings?month=${month}`}>{t("seeSavings")}</a>
      </p>
    </>
  );
}

/** What an unfinished month will have cost, or why that cannot be told; what was avoided in one line. */
function Forecasted({ view, saved }: { view: View; saved: Awaited<ReturnType<typeof savings>> }) {
  const { data, locale, t, slug, month } = view;
  const { forecast, total } = data;
  if (!forecast) return null;
  const label = t("forecast.label", { day: format.day(daysOfMonth(month).at(-1) ?? "", locale, { short: true }) });
  const about = (amount: bigint) => format.aboutMoney(amount, locale);
  const avoided = saved.total.list !== 0n && (
    <p className="note" style={{ marginTop: 8 }}>
      {t("avoided")}: {format.money(toPico(saved.total.avoided), locale)} · <a href={`/w/${slug}/savings?month=${month}`}>{t("seeSavings")}</a>
    </p>
  );
  if ("refused" in forecast) {
    return (
      <>
        <p className="lab">{label}</p>
        <p className="fig est">
          <span className="dash">—</span>
        </p>
        <p className="s">{t("forecast.refused", { reported: forecast.reported, needed: forecast.needed })}</p>
        {avoided}
      </>
    );
  }
  const ofHighest = (amount: bigint) => `${forecast.high > 0n ? Number((1000n * amount) / forecast.high) / 10 : 0}%`;
  const spent = total.cost ?? 0n;
  return (
    <>
      <p className="lab">{label}</p>
      <p className="fig est" data-testid="forecast">
        {t("forecast.about", { amount: about(forecast.likely) })}
      </p>
      <div className="gauge" aria-hidden="true">
        <span className="tr" />
        <span className="act" style={{ width: ofHighest(spent) }} />
        <span className="fc" style={{ left: ofHighest(spent), width: ofHighest(forecast.likely - spent) }} />
      </div>
      <p className="s">{t("forecast.range", { low: about(forecast.low), high: about(forecast.high) })}</p>
      {avoided}
    </>
  );
}

const mostMarks = 4;
const eventsShown = 20;

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

function Days({ view, series, days }: { view: View; series: Series[]; days: Day[] }) {
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

function Tables({ view, series, days }: { view: View; series: Series[]; days: Day[] }) {
  const { data, locale, t } = view;
  const { total } = data;
  const modelTrends = trendsOf(
    data.byDay.map(({ period, dimensions, cost }) => ({ day: period, name: modelKey(dimensions), cost })),
    days,
  );
  const teamTrends = trendsOf(
    data.teamsByDay.map(({ period, dimensions, cost }) => ({ day: period, name: dimensions.team ?? null, cost })),
    days,
  );
  const colors = new Map(series.map(({ name }, place) => [name, colorOf(place, name)]));
  const words = (name: string) => ({
    name,
    trend: t("trend"),
    tokens: t("tokens"),
    cost: t("cost"),
    share: t("share"),
    change: t("change"),
    total: t("total"),
    unpriced: t("unpricedWord"),
  });
  const previous = data.fair.previous.cost;
  const foot = {
    tokens: format.tokens(totalTokens(total.tokens), locale),
    cost: total.cost === null ? "—" : format.money(total.cost, locale),
    share: total.cost ? format.percent("100", locale) : "—",
    change: changeText(view, data.fair.current.cost, previous),
    href: explainAddress(view.slug, view.month, view.asked, view.known.text),
  };
  const table = (by: keyof MonthData["rankings"], extra: (line: Ranked) => Partial<RankingRow>) => (
    <RankingTable
      title={t(`by${capital(by)}`)}
      rows={data.rankings[by].map((line) => ({ ...rowOf(view, by, line), ...extra(line) }))}
      total={foot}
      words={words(t(by))}
    />
  );
  const assumedModels = total.assumed.length > 0;
  return (
    <section id="models">
      <div className="cols">
        <div className="c7">
          {table("model", (line) => ({
            color: line.kind === "named" ? (colors.get(line.name) ?? "--c-other") : "--c-other",
            ...(line.kind === "named" && { trend: modelTrends.get(line.name) }),
          }))}
        </div>
        <div className="c5">
          {table("team", (line) => (line.kind === "named" || line.kind === "unattributed" ? { trend: teamTrends.get(line.name) } : {}))}
        </div>
        <div className="c6">{table("project", () => ({}))}</div>
        <div className="c6">{table("user", () => ({}))}</div>
      </div>
      <div style={{ marginTop: 22, display: "grid", gap: 4 }}>
        {assumedModels &&
          total.assumed.map(({ kind, cost, tokens }) => (
            <p className="note" key={kind}>
              <span className="dag">†</span> {t(`noteAssumed.${kind}`, { cost: format.money(cost, locale), tokens: format.tokens(tokens, locale) })}
            </p>
          ))}
        {total.unpricedModels.length > 0 && (
          <p className="note">
            {t("noteUnpriced", {
              tokens: format.tokens(total.unpriced.tokens, locale),
              models: total.unpricedModels
                .slice(0, 8)
                .map(({ name }) => name)
                .join(", "),
            })}{" "}
            <a href={`/w/${view.slug}/settings/prices/unpriced`}>{t("priceThem")}</a>
          </p>
        )}
        <p className="note">
          {t("noteRounded")} {t("noteNotContained")}
        </p>
      </div>
    </section>
  );
}

/** Where a line's cost opens; what has no price leads to pricing it. */
function addressOf({ slug, month, known, asked }: View, by: keyof MonthData["rankings"], { kind, name }: Ranked): string | undefined {
  if (kind === "unpriced") return `/w/${slug}/settings/prices/unpriced`;
  if (kind !== "named" && kind !== "unattributed") return undefined;
  const slash = (name ?? "").indexOf("/");
  const model: Filters = { provider: [(name ?? "").slice(0, slash) || null], model: [(name ?? "").slice(slash + 1)] };
  const own = by === "model" ? model : { [by]: [name] };
  return explainAddress(slug, month, { filters: { ...asked.filters, ...own }, excluded: asked.excluded }, known.text);
}

/** Where everything is narrowed to a line; a line of many names, or the one it is narrowed to, leads nowhere. */
function narrowAddress({ asked, hrefTo, data }: View, by: keyof MonthData["rankings"], { kind, name }: Ranked): string | undefined {
  if (kind === "other" || kind === "gone") return undefined;
  const isOfBook = data.book.models.some(({ provider, id }) => `${provider}/${id}` === name);
  const value = by === "model" && name !== null && !isOfBook ? name.slice(name.indexOf("/") + 1) : name;
  return asked.filters[by]?.includes(value) ? undefined : hrefTo(narrowed(asked, by, value));
}

function rowOf(view: View, by: keyof MonthData["rankings"], line: Ranked): RankingRow {
  const { data, locale, t } = view;
  const { kind, name, sums, names, before } = line;
  const counted = by === "model" ? t("models", { count: names }) : format.count(names, locale);
  const href = addressOf(view, by, line);
  const narrow = narrowAddress(view, by, line);
  const tokens = totalTokens(sums.tokens);
  const own = by === "model" && name !== null ? modelLabel(data.book, name) : (name ?? "");
  const label = {
    named: own,
    unpriced: own,
    unattributed: t("unattributed"),
    other: t("otherNames", { count: counted }),
    gone: t("goneNames", { count: counted }),
  }[kind];
  const cost = kind === "other" || kind === "gone" ? (sums.cost ?? 0n) : sums.cost;
  return {
    key: `${kind} ${name ?? ""}`,
    kind,
    label,
    tokens: format.tokens(tokens, locale),
    tokensExact: format.count(tokens, locale),
    cost: cost === null ? null : format.money(cost, locale),
    ...(href && { href }),
    ...(narrow && { narrow }),
    share: cost === null || !data.total.cost ? "—" : format.percent(share(cost, data.total.cost) ?? "0", locale),
    change: kind === "gone" ? format.money(-(before ?? 0n), locale, { signed: true }) : cost === null ? "—" : changeText({ locale, t }, cost, before),
  };
}

function changeText({ locale, t }: Pick<View, "locale" | "t">, now: bigint | null, before: bigint | null): string {
  if (now === null) return "—";
  const percent = before === null ? null : change(now, before);
  return percent === null ? t("isNew") : format.percent(String(percent), locale, { signed: true });
}

function trendsOf(
  costs: readonly { day: string | null; name: string | null; cost: bigint | null }[],
  days: readonly Day[],
): Map<string | null, (bigint | null)[]> {
  const reported = new Set(costs.map(({ day }) => day));
  const trends = new Map<string | null, (bigint | null)[]>();
  const places = new Map(days.map((day, index) => [day, index]));
  for (const { day, name, cost } of costs) {
    const trend = trends.get(name) ?? days.map((each) => (reported.has(each) ? 0n : null));
    trends.set(name, trend);
    const place = places.get(day ?? "");
    if (place !== undefined) trend[place] = (trend[place] ?? 0n) + (cost ?? 0n);
  }
  return trends;
}

function capital<T extends string>(text: T): Capitalize<T> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<T>;
}
