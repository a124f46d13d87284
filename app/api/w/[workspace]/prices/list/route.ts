import { revalidatePath } from "next/cache";
import { z } from "zod";
import { effectView } from "@/components/pricing/effect-view";
import type { ChangePart, FileAnswer } from "@/components/pricing/file-change";
import { limitedText, parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { clientAddress } from "@/lib/auth";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { isDay } from "@/lib/period";
import { type ChangedPart, changedParts, type ListDifference, suspiciousFactor } from "@/lib/pricing/lists/difference";
import type { PriceSheet } from "@/lib/pricing/sheet";
import { applyList, explainedWithList, listDifference, tryList } from "@/lib/repricing/list-update";
import { explainedOf, explainedShape, explanationAnswer } from "../explained";

const day = z.string().refine(isDay, "a day, as 2026-06-30").optional();
const querySchema = z.strictObject({
  apply: z.literal("1").optional(),
  from: day,
  retrieved: day,
  suspicious: z.literal("1").optional(),
  ...explainedShape,
});
const mostRows = 60;
const mostParts = 6;

/** Reference prices from a file: what they would change, how a cost would come about, or with `apply=1` added to the book. */
export const POST = sessionRoute("book:write", async ({ access, request, url, params }) => {
  const { apply, suspicious, from, retrieved, ...asks } = parseQuery(url, querySchema);
  const options = { from, retrieved, takesSuspicious: suspicious === "1" };
  const locale = await currentLocale();
  const t = translatorOf(locale, "prices");
  const text = await limitedText(request);
  if (apply) {
    const applied = await applyList(access, text, options, { address: await clientAddress() });
    revalidatePath("/w", "layout");
    return Response.json({
      kind: "done",
      text: t("applied", { ...applied, unchanged: format.count(applied.unchanged, locale) }),
    } satisfies FileAnswer);
  }
  const { list, difference } = await listDifference(text, options);
  const about = explainedOf(asks, access.timezone);
  if (about) return explanationAnswer(await explainedWithList(access, list, difference, options, about.query), about, locale);
  const isTaken = ({ isSuspicious }: { isSuspicious: boolean }) => options.takesSuspicious || !isSuspicious;
  const news = difference.added.filter(isTaken).length + difference.changed.filter(isTaken).length + difference.aliases.length;
  const tried = await tryList(access, list, difference, options).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "busy") return null;
    throw error;
  });
  const answer: FileAnswer = {
    kind: "preview",
    lead: news
      ? `${list.format}: ${t("changed")} ${difference.changed.length} · ${t("added")} ${difference.added.length} · ${t("unchangedModels")} ${difference.unchanged.length}`
      : t("nothingToApply", { count: difference.unchanged.length }),
    parts: partsOf(difference, locale, t),
    effect: tried && effectView(tried, { slug: params.workspace ?? "", change: null }, locale, t),
    effectTitle: t("listEffect"),
    notice: tried ? "" : t("waits"),
    apply: news ? t("apply") : difference.unchanged.length ? t("confirmChecks") : "",
  };
  return Response.json(answer);
});

function partsOf({ added, changed, aliases, unchanged, notUnderstood }: ListDifference, locale: Locale, t: Translator<"prices">): ChangePart[] {
  const price = (sheet: PriceSheet | null) =>
    sheet ? `${format.unitPrice(sheet.prices.input, locale)} / ${format.unitPrice(sheet.prices.output, locale)}` : "—";
  const since = (startsAt: number | null) => (startsAt === null ? "—" : format.moment(startsAt, "UTC", locale));
  const columns = [t("model"), t("from"), t("was"), t("becomes")];
  const parts = (of: ListDifference["changed"][number]) => changedParts(of.before, of.period);
  const values = (of: ChangedPart[], which: "before" | "after") =>
    of.slice(0, mostParts).map((each) => `${each.part.replaceAll("_", " ")} ${each[which] === null ? "—" : format.unitPrice(each[which], locale)}`);
  const change = (of: ListDifference["changed"][number]) => [
    ...[`${of.model.provider}/${of.model.id}`, since(of.period.startsAt)],
    ...(["before", "after"] as const).map((which) => values(parts(of), which).join(", ") + (parts(of).length > mostParts ? ", …" : "")),
  ];
  const addition = ({ model }: ListDifference["added"][number]) => [
    `${model.provider}/${model.id}`,
    since(model.periods.at(-1)?.startsAt ?? null),
    "—",
    price(model.periods.at(-1) ?? null),
  ];
  const [sure, odd] = [changed.filter(({ isSuspicious }) => !isSuspicious), changed.filter(({ isSuspicious }) => isSuspicious)];
  const oddNews = added.filter(({ isSuspicious }) => isSuspicious);
  const reasons = new Map<string, string[]>();
  for (const { what, why } of notUnderstood) reasons.set(why, [...(reasons.get(why) ?? []), what]);
  const part = (title: string, head: string[], rows: string[][], { hint = "", isQuiet = false } = {}): ChangePart[] =>
    rows.length
      ? [
          {
            title: `${title}: ${format.count(rows.length, locale)}`,
            hint,
            columns: head,
            rows: rows.slice(0, mostRows),
            more: rows.length > mostRows ? "…" : "",
            isQuiet,
          },
        ]
      : [];
  return [
    ...part(t("changed"), columns, sure.map(change)),
    ...part(t("suspicious"), columns, [...odd.map(change), ...oddNews.map(addition)], {
      hint: t("suspiciousHint", { factor: String(suspiciousFactor) }),
    }),
    ...part(t("added"), columns, added.filter(({ isSuspicious }) => !isSuspicious).map(addition)),
    ...part(
      t("aliases"),
      [t("name"), t("model")],
      aliases.map(({ alias, model }) => [alias, `${model.provider}/${model.id}`]),
    ),
    ...part(
      t("unchangedModels"),
      [t("model"), t("was")],
      unchanged.map(({ model }) => [`${model.provider}/${model.id}`, price(model.periods.at(-1) ?? null)]),
      { isQuiet: true },
    ),
    ...part(
      t("notUnderstood"),
      [t("why"), t("count"), t("name")],
      [...reasons].map(([why, names]) => [why, String(names.length), names.slice(0, 4).join(", ")]),
      { isQuiet: true },
    ),
  ];
}
