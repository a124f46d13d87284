import { z } from "zod";
import type { FileAnswer } from "@/components/pricing/file-change";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, type Day, daysPeriod, isDay, type Zone } from "@/lib/period";
import type { Explained, Explanation } from "@/lib/spend/explanation";
import { explanationJson } from "@/lib/spend/explanation-json";

const day = z.string().refine(isDay, "a day, as 2026-06-30").optional();

/** Which cost a file of prices is to explain: of some days, the last exclusive, and of a team; an empty team is the unattributed. */
export const explainedShape = { explain_from: day, explain_to: day, explain_team: z.string().max(200).optional() };
type Asks = { explain_from?: Day | undefined; explain_to?: Day | undefined; explain_team?: string | undefined };

type About = { query: Explained; days: { from: Day; to: Day }; team: string | null | undefined };

/** What is asked about; null: nothing, the file is to be shown. */
export function explainedOf({ explain_from: from, explain_to: to, explain_team: text }: Asks, zone: Zone): About | null {
  if (from === undefined || to === undefined) return null;
  const team = text === "" ? null : text;
  return { query: { period: daysPeriod(from, to, zone), ...(team !== undefined && { filters: { team: [team] } }) }, days: { from, to }, team };
}

/** A cost under prices that are not saved, titled with what it is of. */
export function explanationAnswer(found: Explanation, { days, team }: About, locale: Locale): Response {
  const t = translatorOf(locale, "spend");
  const of = team === undefined ? t("explainEverything") : (team ?? t("unattributedName", { dimension: t("dimensions.team") }));
  const what = `${of}, ${format.days(days.from, addDays(days.to, -1), locale)}`;
  const amount = found.cost === null ? "—" : format.money(found.cost, locale);
  return Response.json({ kind: "explanation", title: t("explainOf", { amount, what }), explanation: explanationJson(found) } satisfies FileAnswer);
}
