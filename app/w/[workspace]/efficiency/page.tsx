import type { Metadata } from "next";
import { MonthPicker } from "@/components/ui/month-picker";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, type Day, dayOf, monthOf } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { askedView } from "@/lib/spend/asked";
import { monthRange, neighbour, type Range } from "@/lib/spend/range";
import { type SpendView, viewSearch } from "@/lib/spend/view";
import { Picked, Then } from "../spend/head";
import type { Page } from "../spend/shown";
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
  const asked = await askedView(access, await searchParams, now());
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
  return (
    <>
      <Head view={view} />
      {asked.known.asOf !== undefined && <Then page={page} />}
      {isPicked && <Picked view={{ ...page, data }} />}
      <p className="lead">
        {isUsed ? t(total.amounts.cost === null ? "nothingPriced" : "lead") : t("nothing", { from: day(range.from), to: day(addDays(range.to, -1)) })}
      </p>
      <p className="note" style={{ margin: "6px 0 22px" }}>
        {isUsed &&
          `${t("covered", { percent: format.percent(total.coverage.tokensPercent, locale), until: total.dataUntil === null ? "—" : format.moment(total.dataUntil, zone, locale) })} `}
        <a href={`/w/${slug}/spend${search}`}>{t("seeSpend")}</a>
      </p>
      {isUsed && (
        <>
          {total.amounts.cost !== null && <MoneyToSave view={view} />}
          <Figures
            view={view}
            before={fair && stretch(dayOf(fair.comparison.previous.from, zone), dayOf(fair.comparison.previous.to - 1, zone), locale)}
          />
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

function Head({ view: { asked, zone, locale, t, words, hrefTo } }: { view: View }) {
  const { range } = asked.view;
  const current = monthOf(asked.at, zone);
  const known = [...new Set([...asked.months, current])].sort().reverse();
  const to = (other: Range) => hrefTo({ range: other });
  return (
    <div className="head">
      <h1>{t("title")}</h1>
      <MonthPicker
        current={range.kind === "month" ? format.month(range.text, locale) : stretch(range.from, addDays(range.to, -1), locale)}
        previous={to(neighbour(range, -1))}
        next={range.to <= dayOf(asked.at, zone) ? to(neighbour(range, 1)) : null}
        choices={known.map((month) => ({
          label: format.month(month, locale),
          href: to(monthRange(month)),
          isCurrent: range.kind === "month" && month === range.text,
        }))}
        words={{ previous: words("previousMonth"), next: words("nextMonth"), choose: words("chooseMonth") }}
      />
    </div>
  );
}

/** A whole month by its name, other days from the first to the last. */
function stretch(first: Day, last: Day, locale: Locale): string {
  const month = first.slice(0, 7);
  const isMonth = first.endsWith("-01") && addDays(last, 1).endsWith("-01") && last.startsWith(month);
  return isMonth ? format.month(month, locale) : `${format.day(first, locale)} – ${format.day(last, locale)}`;
}
