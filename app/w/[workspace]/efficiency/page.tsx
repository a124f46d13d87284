import type { Metadata } from "next";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, type Day, daysPeriod } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { askedView } from "@/lib/spend/asked";
import { spend } from "@/lib/spend/queries";
import { type SpendView, viewSearch } from "@/lib/spend/view";
import { Filter, filterAsked } from "../spend/filter";
import { Head, Hidden, Picked, Then } from "../spend/head";
import { type Page, rangeOf } from "../spend/shown";
import { efficiencyData } from "./data";
import { Figures } from "./figures";
import { MixTable } from "./mix";
import { Models } from "./models";
import { MoneyToSave } from "./money-to-save";
import type { View } from "./shown";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "efficiency")("title") };
}

export default async function EfficiencyPage({ params, searchParams }: PageProps<"/w/[workspace]/efficiency">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "spend:see");
  const parameters = await searchParams;
  const asked = await askedView(access, parameters, now());
  const locale = await currentLocale();
  const zone = workspace.timezone;
  const data = await efficiencyData(access, asked);
  const hrefTo = (changed: Partial<SpendView>) => {
    const search = viewSearch({ ...asked.view, ...changed, asOf: null });
    return `/w/${slug}/efficiency${search}${asked.known.text ? `&as_of=${encodeURIComponent(asked.known.text)}` : ""}`;
  };
  const [t, words] = [translatorOf(locale, "efficiency"), translatorOf(locale, "spend")];
  const { search } = new URL(hrefTo({}), "http://here");
  const view: View = { data, asked, search, slug, zone, locale, t, words, copying: messagesOf(locale).common.copying, hrefTo };
  const page: Page = { slug, zone, at: asked.at, locale, t: words, known: asked.known, asked: asked.view, hrefTo };
  const { filters, excluded, range } = asked.view;
  const { total, fair } = data;
  const day = (of: Day) => format.day(of, locale);
  const isPicked = Object.keys({ ...filters, ...excluded }).length > 0;
  const isUsed = total.requests > 0n || total.dataUntil !== null;
  const hidden = !isUsed && isPicked ? (await spend(access, { period: daysPeriod(range.from, range.to, zone) })).total : null;
  const filtering = filterAsked(parameters);
  return (
    <>
      <Head page={page} title={t("title")} months={asked.months} comparison={asked.months.length ? (fair?.comparison ?? null) : undefined} />
      {asked.known.asOf !== undefined && <Then page={page} />}
      {filtering && <Filter view={{ ...page, data }} access={access} by={filtering.by} find={filtering.find} />}
      {isPicked && <Picked view={{ ...page, data }} />}
      {hidden && <Hidden page={page} total={hidden} />}
      {!hidden && (
        <p className="lead">
          {isUsed
            ? t(total.amounts.cost === null ? "nothingPriced" : "lead")
            : t("nothing", { from: day(range.from), to: day(addDays(range.to, -1)) })}
        </p>
      )}
      <p className="note" style={{ margin: "6px 0 22px" }}>
        {isUsed &&
          `${t("covered", { percent: format.percent(total.coverage.tokensPercent, locale), until: total.dataUntil === null ? "—" : format.moment(total.dataUntil, zone, locale) })} `}
        <a href={`/w/${slug}/spend${search}`}>{t("seeSpend")}</a>
      </p>
      {isUsed && (
        <>
          {total.amounts.cost !== null && <MoneyToSave view={view} />}
          <Figures view={view} before={fair && rangeOf(page, fair.comparison.previous, fair.comparison.isPartial)} />
          <section>
            <MixTable view={view} />
          </section>
          <Models view={view} />
        </>
      )}
      {asked.known.asOf === undefined && <Then page={page} />}
    </>
  );
}
