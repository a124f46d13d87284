import type { RuleRow } from "@/components/pricing/rules-table";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import { dayOf, type Instant, startOfDay, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { RecordedRule } from "@/lib/pricing/queries";
import type { PriceRule } from "@/lib/pricing/rule";
import type { PriceSheet } from "@/lib/pricing/sheet";
import { type Standing, standingOf } from "@/lib/pricing/standing";

type Words = Translator<"prices">;
type View = {
  slug: string;
  locale: Locale;
  zone: Zone;
  book: Book;
  names: ReadonlyMap<string, string>;
  at: Instant;
  mayWrite: boolean;
  t: Words;
};

/** A rule in words, with where it stands among the others. */
export function ruleRow(recorded: RecordedRule, all: readonly RecordedRule[], view: View): RuleRow {
  const { rule, recordedBy, withdrawnAt, withdrawnBy } = recorded;
  const { slug, locale, zone, book, names, at, mayWrite, t } = view;
  const standing = standingOf(recorded, all, at);
  const model = rule.kind === "alias" ? null : bookModel(book, rule.provider ?? "", rule.model ?? "");
  const who = (actor: string) =>
    actor.startsWith("user:") ? (names.get(actor) ?? t("people.gone")) : t(`people.${actor.startsWith("key:") ? "key" : "system"}`);
  const day = (instant: Instant) => format.day(dayOf(instant, zone), locale);
  const isOver = ["withdrawn", "superseded", "past"].includes(standing.kind);
  return {
    ...{ key: String(rule.id), isOver, note: rule.note },
    scope: model?.name ?? scopeOf(rule, t),
    scopeHref: model && `/w/${slug}/models/${encodeURIComponent(model.provider)}/${encodeURIComponent(model.id)}`,
    what: t(`kinds.${rule.kind}`),
    detail: ruleDetail(rule, view),
    since: momentOf(rule.startsAt, view),
    standing: standingText(standing, rule, view),
    tone: isOver ? "" : standing.kind === "future" ? "attn" : "ok",
    recorded:
      withdrawnAt === null
        ? t("recordedBy", { day: day(rule.recordedAt), who: who(recordedBy) })
        : t("withdrawnBy", { day: day(withdrawnAt), who: who(withdrawnBy ?? "") }),
    withdraw: mayWrite && withdrawnAt === null ? { href: `/w/${slug}/settings/prices?withdraw=${rule.id}`, label: t("withdraw") } : null,
  };
}

function scopeOf({ provider, model }: PriceRule, t: Words): string {
  if (model !== null) return provider ? `${provider}/${model}` : model;
  return provider === null ? t("everything") : t("allOf", { provider });
}

/** What a rule says, without whom it is for. */
export function ruleDetail(rule: PriceRule, { locale, book, t }: Pick<View, "locale" | "book" | "t">): string {
  if (rule.kind === "alias") return t("means", { model: bookModel(book, rule.target.provider, rule.target.model)?.name ?? rule.target.model });
  if (rule.kind === "price") return sheetText(rule.prices, locale, t);
  const isMarkUp = rule.percent.digits < 0n;
  const percent = format.percent(decimalText({ ...rule.percent, digits: isMarkUp ? -rule.percent.digits : rule.percent.digits }), locale);
  return t(isMarkUp ? "markUpOf" : "discountOf", { percent });
}

/** A sheet of prices in a few words. */
export function sheetText({ prices, tiers, long, request }: PriceSheet, locale: Locale, t: Words): string {
  const price = (amount: bigint) => format.unitPrice(amount, locale);
  const isFree = [...Object.values(prices), request].every((amount) => amount == null || amount === 0n);
  const names = Object.keys(tiers);
  return [
    isFree ? t("freeOf") : t("priceOf", { input: price(prices.input), output: price(prices.output) }),
    ...(request ? [t("perRequestOf", { price: format.money(request, locale) })] : []),
    ...(names.length ? [t("withTiers", { tiers: names.join(", ") })] : []),
    ...(long ? [t("withLong", { tokens: format.count(long.threshold, locale) })] : []),
  ].join(" · ");
}

function momentOf(instant: Instant, { zone, locale }: Pick<View, "zone" | "locale">): string {
  const day = dayOf(instant, zone);
  return startOfDay(day, zone) === instant ? format.day(day, locale) : format.moment(instant, zone, locale);
}

function standingText(standing: Standing, rule: PriceRule, view: View): string {
  const { t } = view;
  if (standing.kind === "future") return t("standings.future", { since: momentOf(rule.startsAt, view) });
  if (standing.until === null) return t(`standings.${standing.kind}`);
  const until = momentOf(standing.until, view);
  return standing.kind === "past" ? t("standings.past", { until }) : t("currentUntil", { until });
}
