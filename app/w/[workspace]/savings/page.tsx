import type { Metadata } from "next";
import { AsKnown } from "@/components/spend/as-known";
import { FilterChips } from "@/components/spend/filter-chips";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { memberNames } from "@/lib/repricing/queries";
import { ratioNames, savingsAsked, search } from "@/lib/savings/asked";
import { savings, savingsByModel } from "@/lib/savings/queries";
import { requireWorkspace } from "@/lib/session";
import { dimensions } from "@/lib/spend/dimension";
import { spend } from "@/lib/spend/queries";
import { monthsWithUsage } from "@/lib/spend/span";
import { type SpendView, viewSearch, without } from "@/lib/spend/view";
import { Days } from "../spend/days";
import { Hidden } from "../spend/head";
import { stretch } from "../spend/shown";
import { BaselineNote, BaselinePicker } from "./against";
import { Breakdown, Steps } from "./breakdown";
import { EveryModel } from "./every-model";
import { Lines } from "./lines";
import { breakdowns, during, nameOf, type View } from "./shown";
import { Assumptions, LeftOut } from "./side";
import { stepOf, TwoPrices } from "./two-prices";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "savings")("title") };
}

export default async function SavingsPage({ params, searchParams }: PageProps<"/w/[workspace]/savings">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "spend:see");
  const query = await searchParams;
  const locale = await currentLocale();
  const t = translatorOf(locale, "savings");
  const zone = workspace.timezone;
  const at = now();
  const [usedMonths, names] = await Promise.all([monthsWithUsage(access), memberNames(access)]);
  const { asked, known, book, baseline, about } = await savingsAsked(access, query, { usedMonths, at });
  const { range } = asked;
  const by = breakdowns.find((each) => each === asked.groupBy) ?? "model";
  const [found, steps, models, broken] = await Promise.all([
    savings(access, { ...about, groupBy: ["provider", "model"] }),
    savings(access, { ...about, granularity: stepOf(range) }),
    savingsByModel(access, about),
    by === "model" ? null : savings(access, { ...about, groupBy: [by] }),
  ]);
  const isLong = range.from.slice(0, 7) !== dayOf(about.period.to - 1, zone).slice(0, 7);
  const months = isLong ? (stepOf(range) === "month" ? steps : await savings(access, { ...about, granularity: "month" })) : null;

  const kept = (...except: string[]): [string, string][] => [...search(asked, query, known.text)].filter(([name]) => !except.includes(name));
  const hrefTo = (changed: Partial<SpendView>) => `/w/${slug}/savings?${search({ ...asked, ...changed }, query, known.text)}`;
  const explainedHref = (changed: Partial<SpendView>) => `/w/${slug}/savings/explain?${search({ ...asked, ...changed }, query, known.text)}`;
  const view: View = { slug, zone, at, locale, t, book, asked, known, found, hrefTo, explainedHref };
  const spendWords = translatorOf(locale, "spend");
  const isPicked = Object.keys({ ...asked.filters, ...asked.excluded }).length > 0;
  const hidden = isPicked && found.total.tokens === 0n ? (await spend(access, { period: about.period })).total : null;
  const moment = known.asOf === undefined ? null : format.moment(known.asOf, zone, locale);
  const then = (
    <AsKnown
      moment={moment}
      day={dayOf(known.asOf ?? at, zone)}
      kept={kept("as_of")}
      today={`/w/${slug}/savings?${new URLSearchParams(kept("as_of"))}`}
      words={{
        notice: spendWords("asKnown", { moment: moment ?? "" }),
        ...{ body: spendWords("asKnownBody"), now: spendWords("asKnownNow"), choose: spendWords("asKnownChoose") },
        ...{ day: spendWords("asKnownDay"), show: spendWords("show") },
      }}
    />
  );

  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <Days
          {...{ range, at, zone, locale, months: usedMonths, name: stretch(range.from, range.to, locale) }}
          hrefTo={(other) => hrefTo({ range: other })}
          kept={kept("period")}
        />
        <BaselinePicker view={view} chosen={baseline ? `${baseline.provider}/${baseline.model}` : ""} kept={kept("baseline")} />
        <a className="btn" href={`/w/${slug}/savings/scenarios${viewSearch({ ...asked, excluded: {}, groupBy: "model" })}`}>
          {translatorOf(locale, "scenarios")("title")}…
        </a>
        {found.baseline.isPreset && found.baselines.length < 2 && <span className="chip">{t("preset")}</span>}
        {baseline && !found.baseline.isPreset && may("prices:write") && (
          <a className="btn" href={`/w/${slug}/savings/baselines?model=${encodeURIComponent(`${baseline.provider}/${baseline.model}`)}#name`}>
            {t("makeOurs")}
          </a>
        )}
      </div>
      <BaselineNote view={view} names={names} isChosen={baseline !== null} />
      <Picked view={view} />
      {moment !== null && then}
      {hidden && <Hidden page={{ locale, t: spendWords }} total={hidden} />}
      {hidden ? null : found.total.list === 0n ? (
        <p className="lead">{t("nothing", { during: during(range, locale, t) })}</p>
      ) : (
        <>
          <Lines view={view} />
          <TwoPrices view={view} rows={steps.rows} />
        </>
      )}
      {found.total.list !== 0n && <Breakdown view={view} rows={broken?.rows ?? found.rows} by={by} />}
      {months && found.total.list !== 0n && (
        <section>
          <Steps view={view} rows={months.rows} step="month" title={t("byMonth")} />
        </section>
      )}
      {found.total.list !== 0n && <EveryModel view={view} models={models} />}
      <section>
        <div className="cols">
          <div className="c4">
            <Assumptions view={view} kept={kept(...ratioNames)} />
          </div>
          <div className="c8">
            <LeftOut view={view} />
          </div>
        </div>
      </section>
      {moment === null && then}
    </>
  );
}

/** What the figures are narrowed to, each removable. */
function Picked({ view }: { view: View }) {
  const { asked, hrefTo, locale } = view;
  const words = translatorOf(locale, "spend");
  const chips = dimensions.flatMap((dimension) =>
    (asked.filters[dimension] ?? []).map((value) => {
      const { [dimension]: kept = [], ...others } = asked.filters;
      const left = kept.filter((each) => each !== value);
      const removed = { ...asked, filters: left.length ? { ...others, [dimension]: left } : others };
      return {
        label: words("filters.only", { dimension: words(`dimensions.${dimension}`), name: nameOf(view, dimension, { [dimension]: value }) }),
        removed: hrefTo(removed),
        turned: hrefTo(without(removed, dimension, value)),
        turn: words("filters.leaveOut"),
      };
    }),
  );
  if (!chips.length && !Object.keys(asked.excluded).length) return null;
  const labels = { label: words("filters.label"), remove: words("filters.remove"), clear: words("filters.clear") };
  return <FilterChips chips={chips} clear={hrefTo({ filters: {}, excluded: {} })} words={labels} />;
}
