import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { daysPeriod, type Month } from "@/lib/period";
import { bookModel } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { scenarioForecast, scenarioResult } from "@/lib/scenarios/queries";
import type { Scenario } from "@/lib/scenarios/scenario";
import type { Entered } from "@/lib/session";
import { monthsWithUsage } from "@/lib/spend/span";
import { rangeAsked, type View, type Worked } from "./shown";

/** What these pages are shown from, for the days their address asks for. */
export async function viewOf(
  { access, workspace }: Entered,
  query: Record<string, string | string[] | undefined>,
): Promise<{ view: View; months: Month[] }> {
  const [locale, book, months] = await Promise.all([currentLocale(), priceBook(), monthsWithUsage(access)]);
  const zone = workspace.timezone;
  const at = now();
  const range = rangeAsked(query, months, { at, zone });
  return { view: { slug: workspace.slug, zone, at, locale, t: translatorOf(locale, "scenarios"), book, range }, months };
}

/** What a scenario makes of the days that are shown, and of the month to come. null: its model is no longer in the price book. */
export async function worked(
  access: Access,
  scenario: Scenario,
  { range, zone, book }: Pick<View, "range" | "zone" | "book">,
): Promise<Worked | null> {
  const { model } = scenario.change;
  if (model && !bookModel(book, model.provider, model.model)) return null;
  const [result, forecast] = await Promise.all([
    scenarioResult(access, scenario, { period: daysPeriod(range.from, range.to, zone) }),
    scenarioForecast(access, scenario),
  ]);
  return { scenario, result, forecast };
}
