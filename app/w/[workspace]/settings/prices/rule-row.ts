import type { RuleRow } from "@/components/pricing/rules-table";
import * as format from "@/lib/i18n/format";
import { dayOf, type Instant, startOfDay, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { RecordedRule } from "@/lib/pricing/queries";
import type { PriceRule } from "@/lib/pricing/rule";
import { type RuleWords, ruleDetail, ruleScope } from "@/lib/pricing/rule-text";
import { type Standing, standingOf } from "@/lib/pricing/standing";

type View = Pick<RuleWords, "locale" | "t"> & {
  book: Book;
  slug: string;
  zone: Zone;
  names: ReadonlyMap<string, string>;
  at: Instant;
  mayWrite: boolean;
};

/** A rule in words, with where it stands among the others. */
export function ruleRow(recorded: RecordedRule, all: readonly RecordedRule[], view: View): RuleRow {
  const { rule, recordedBy, withdrawnAt, withdrawnBy } = recorded;
  const { slug, locale, zone, book, names, at, mayWrite, t } = view;
  const standing = standingOf(recorded, all, at);
  const words = { locale, t, modelName: (provider: string, id: string) => bookModel(book, provider, id)?.name ?? null };
  const model = rule.kind === "alias" ? null : bookModel(book, rule.provider ?? "", rule.model ?? "");
  const who = (actor: string) =>
    actor.startsWith("user:") ? (names.get(actor) ?? t("people.gone")) : t(`people.${actor.startsWith("key:") ? "key" : "system"}`);
  const day = (instant: Instant) => format.day(dayOf(instant, zone), locale);
  const isOver = ["withdrawn", "superseded", "past"].includes(standing.kind);
  return {
    ...{ key: String(rule.id), isOver, note: rule.note },
    scope: ruleScope(rule, words),
    scopeHref: model && `/w/${slug}/models/${encodeURIComponent(model.provider)}/${encodeURIComponent(model.id)}`,
    what: t(`kinds.${rule.kind}`),
    detail: ruleDetail(rule, words),
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
