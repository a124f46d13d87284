import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EmptySpend } from "@/components/spend/empty";
import { ActionForm } from "@/components/ui/action-form";
import { annotationsOf } from "@/lib/annotations/queries";
import { budgetOf } from "@/lib/budgets/queries";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, dayOf, daysPeriod, monthOf, startOfDay } from "@/lib/period";
import { priceBook } from "@/lib/pricing/queries";
import { keptFrom } from "@/lib/retention/queries";
import { savings } from "@/lib/savings/queries";
import { type Entered, requireWorkspace } from "@/lib/session";
import { asKnown } from "@/lib/spend/address";
import { differenceDimensions } from "@/lib/spend/difference";
import { events, isCursor } from "@/lib/spend/events";
import { spend } from "@/lib/spend/queries";
import { neighbour, spanRange } from "@/lib/spend/range";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { parseView, type SpendView, viewSearch } from "@/lib/spend/view";
import { savedViews } from "@/lib/views/queries";
import { loadSampleAction } from "../actions";
import { BudgetLine } from "./budget";
import { spendData } from "./data";
import { Events } from "./events";
import { Filter, filterAsked } from "./filter";
import { Export, Head, Hidden, Picked, Then } from "./head";
import { Rankings } from "./rankings";
import { Saved } from "./saved";
import { explainOf, narrowAddress, type Page, rangeName, rangeOf, type View } from "./shown";
import { ShownTable } from "./shown-table";
import { Avoided, Forecasted, Total } from "./total";
import { Trend } from "./trend";
import { Why } from "./why";

const eventsShown = 20;

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "spend")("title") };
}

export default async function SpendPage({ params, searchParams }: PageProps<"/w/[workspace]/spend">) {
  const { workspace: slug } = await params;
  const entered = await requireWorkspace(slug, "spend:see");
  const { access, workspace, person, may } = entered;
  const parameters = await searchParams;
  const locale = await currentLocale();
  const t = translatorOf(locale, "spend");
  const at = now();
  const zone = workspace.timezone;
  const [months, views, kept] = await Promise.all([monthsWithUsage(access), savedViews(access, person), keptFrom(access)]);
  const opened = Object.keys(parameters).length === 0 ? views.find(({ isDefault }) => isDefault) : undefined;
  if (opened) redirect(`/w/${slug}/spend${opened.search}`);
  const current = monthOf(at, zone);
  const parsed = parseView(parameters, { month: openingMonth(months, current), today: dayOf(at, zone) });
  const isOld = kept !== null && startOfDay(parsed.range.from, zone) < kept;
  const asked: SpendView = isOld && parsed.step === "hour" ? { ...parsed, step: "day" } : parsed;
  const known = asKnown(parameters.as_of, zone);
  const told = differenceDimensions.find((each) => each === parameters.why) ?? "model";
  const hrefTo = (changed: Partial<SpendView>, by = told) => {
    const search = viewSearch({ ...asked, ...changed, asOf: null });
    const rest = new URLSearchParams({ ...(known.text && { as_of: known.text }), ...(by !== "model" && { why: by }) });
    return `/w/${slug}/spend${search}${rest.size ? `&${rest}` : ""}`;
  };
  const page: Page = { slug, zone, at, locale, t, known, asked, hrefTo };
  if (!months.length) {
    return (
      <>
        <Head page={page} title={t("title")} months={months} />
        <First page={page} entered={entered} />
      </>
    );
  }

  const period = daysPeriod(asked.range.from, asked.range.to, zone);
  const picked = { filters: asked.filters, excluded: asked.excluded, ...(known.asOf !== undefined && { asOf: known.asOf }) };
  const { asOf: _asOf, ...shown } = asked;
  const isExcluding = Object.keys(asked.excluded).length > 0;
  const cursor = isCursor(parameters.events) ? { cursor: parameters.events } : {};
  const [data, saved, eventPage, annotations, budgeted] = await Promise.all([
    spendData(access, { ...shown, ...picked }, { at, locale }),
    savings(access, { period, ...picked }),
    events(access, { period, ...picked, ...cursor, limit: eventsShown }),
    annotationsOf(access, asked.range),
    asked.range.kind === "month" && !isExcluding ? budgetOf(access, asked.range.from.slice(0, 7), asked.filters) : null,
  ]);
  const view: View = { ...page, data };
  const isPicked = Object.keys({ ...asked.filters, ...asked.excluded }).length > 0;
  const isEmpty = data.total.requests === 0n && data.total.requestsUnknown === 0n;
  const hidden = isEmpty && isPicked ? (await spend(access, { period })).total : null;
  const { comparison, causes, fair } = data;
  const filtering = filterAsked(parameters);
  const isOpened = parameters.month === undefined && parameters.period === undefined && parameters.from === undefined;
  return (
    <>
      <Head page={page} title={t("title")} months={months} comparison={comparison}>
        <Saved page={page} views={views} mayShare={may("views:share")} />
        {may("reports:export") && asked.range.kind === "month" && <Export page={page} />}
      </Head>
      {known.asOf !== undefined && <Then page={page} />}
      {isOpened && asked.range.text !== current && (
        <p className="note" style={{ marginBottom: 12 }}>
          {t("openedLatest", { current: format.month(current, locale) })}
        </p>
      )}
      {filtering && <Filter view={view} access={access} by={filtering.by} find={filtering.find} />}
      {isPicked && <Picked view={view} />}
      {hidden && <Hidden page={page} total={hidden} />}
      {isEmpty && !isPicked && (
        <p className="lead" style={{ marginBottom: 18 }}>
          {t("emptyRange", {
            range: rangeName(page),
            first: format.month(months[0] ?? current, locale),
            last: format.month(months.at(-1) ?? current, locale),
          })}
        </p>
      )}
      <Total
        view={view}
        estimate={
          <>
            {data.forecast ? <Forecasted view={view} saved={saved} /> : <Avoided view={view} saved={saved} />}
            {budgeted && <BudgetLine view={view} terms={budgeted.terms} />}
          </>
        }
      />
      {!hidden && <Trend view={view} annotations={annotations} mayAnnotate={may("annotations:write")} />}
      {!hidden && comparison && causes && fair && fair.current.cost !== null && fair.previous.cost !== null && (
        <Why
          data={data}
          causes={causes}
          by={told}
          hrefBy={(dimension) => `${hrefTo({}, dimension)}#why`}
          ranges={{
            before: rangeOf(view, comparison.previous, comparison.isPartial),
            now: rangeOf(view, comparison.current, comparison.isPartial),
          }}
          hrefs={{ before: explainOf(view, comparison.previous), now: explainOf(view, comparison.current) }}
          narrow={{ now: (name) => narrowAddress(view, told, name), before: (name) => narrowAddress(earlier(view), told, name) }}
          hrefToDay={(day) => hrefTo({ range: spanRange(day, addDays(day, 1)) })}
          actions={<ShownTable view={view} name="causes" title={t("why.title")} />}
          locale={locale}
          t={t}
        />
      )}
      {!hidden && <Rankings view={view} />}
      {isOld && <p className="note">{t("eventsGone", { day: format.day(dayOf(kept, zone), locale) })}</p>}
      {eventPage.items.length > 0 && (
        <Events
          page={eventPage}
          book={data.book}
          slug={slug}
          zone={zone}
          asOf={known.text}
          hrefFrom={(from) => `${hrefTo({})}${from === null ? "" : `&events=${from}`}#events`}
          isFirst={!("cursor" in cursor)}
          locale={locale}
          t={t}
        />
      )}
      {known.asOf === undefined && <Then page={page} />}
    </>
  );
}

/** The page of the days that it is compared with. */
function earlier(view: View): View {
  const { asked, zone, data } = view;
  if (!data.comparison) return view;
  const { from, to } = data.comparison.whole;
  const range = asked.compare === "previous" ? neighbour(asked.range, -1) : spanRange(dayOf(from, zone), dayOf(to, zone));
  return { ...view, asked: { ...asked, range } };
}

/** Before the first usage. */
async function First({ page, entered: { may } }: { page: Page; entered: Entered }) {
  const { slug, locale, t } = page;
  const { refusals, fields } = messagesOf(locale);
  const book = await priceBook();
  const periods = book.models.reduce((sum, model) => sum + model.periods.length, 0);
  const sample = may("imports:write") && (
    <ActionForm action={loadSampleAction.bind(null, slug)} submit={t("loadSample")} kind="plain" words={{ saved: "", refusals, fields }} isSilent />
  );
  return (
    <EmptySpend
      label={t("spendUntil", { range: rangeName(page) })}
      slug={slug}
      words={t}
      sample={sample}
      mayImport={may("imports:write")}
      mayCreateKeys={may("keys:write")}
      prices={{ models: format.count(book.models.length, locale), periods: format.count(periods, locale) }}
    />
  );
}
