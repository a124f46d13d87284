import type { Metadata } from "next";
import { EmptySpend } from "@/components/spend/empty";
import { ActionForm } from "@/components/ui/action-form";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf, daysOfMonth, monthOf, monthPeriod } from "@/lib/period";
import { priceBook } from "@/lib/pricing/queries";
import { savings } from "@/lib/savings/queries";
import { requireWorkspace } from "@/lib/session";
import { asKnown } from "@/lib/spend/address";
import { differenceDimensions } from "@/lib/spend/difference";
import { events, isCursor } from "@/lib/spend/events";
import { spend } from "@/lib/spend/queries";
import { monthRange } from "@/lib/spend/range";
import { dailySeries } from "@/lib/spend/series";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { parseView, type SpendView, viewSearch } from "@/lib/spend/view";
import { loadSampleAction } from "../actions";
import { modelKey, monthData } from "./data";
import { Events } from "./events";
import { Head, Picked, Then } from "./head";
import { Rankings } from "./rankings";
import { rangeOf, type View } from "./shown";
import { Avoided, Forecasted, Total } from "./total";
import { Trend } from "./trend";
import { Why } from "./why";

const eventsShown = 20;

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
      {!hidden && <Trend view={view} series={series} days={days} />}
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
      {!hidden && <Rankings view={view} series={series} days={days} />}
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
