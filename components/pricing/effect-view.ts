import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import { type Costs, differenceOf } from "@/lib/repricing/costs";
import type { Effect } from "@/lib/repricing/effect";

type Line = { key: string; label: string; before: string; after: string; difference: string; isClosed: boolean };

/** What a change of prices does, ready to be shown: every text is written. */
export type EffectView = { lead: string; months: Line[]; teams: Line[]; total: Line; notes: string[]; words: EffectWords };

type EffectWords = Record<"month" | "team" | "before" | "after" | "difference" | "total" | "closed" | "unchanged", string>;

/** Writes the figures of a change in a language; lines that stay as they are are counted, not listed. */
export function effectView({ months, teams, total, unpriced }: Effect, locale: Locale, t: Translator<"prices">): EffectView {
  const moved = { months: months.filter(isMoved), teams: teams.filter(isMoved) };
  const still = months.length - moved.months.length;
  const priced = unpriced.before - unpriced.after;
  const words = { before: cost(total.before, locale), after: cost(total.after, locale), difference: signed(total, locale) };
  return {
    lead: isMoved(total) ? t("effectLead", words) : months.length ? t("effectNone", { total: words.before }) : t("effectNoUsage"),
    months: moved.months.map(({ month, isClosed, ...costs }) => ({ ...line(month, format.month(month, locale), costs, locale), isClosed })),
    teams: moved.teams.map(({ team, ...costs }) => line(team ?? "", team ?? t("unattributed"), costs, locale)),
    total: line("total", t("wholeHistory"), total, locale),
    notes: [
      ...(priced > 0n ? [t("effectPriced", { tokens: format.tokens(priced, locale) })] : []),
      ...(priced < 0n ? [t("effectUnpriced", { tokens: format.tokens(-priced, locale) })] : []),
      ...(unpriced.after > 0n ? [t("effectStillUnpriced", { tokens: format.tokens(unpriced.after, locale) })] : []),
      ...(still > 0 && moved.months.length ? [t("effectStill", { count: still })] : []),
      t("effectTrue"),
    ],
    words: {
      ...{ month: t("month"), team: t("team"), before: t("before"), after: t("after"), difference: t("difference"), total: t("wholeHistory") },
      ...{ closed: t("closed"), unchanged: t("unchanged") },
    },
  };
}

function isMoved({ before, after }: Costs): boolean {
  return before !== after;
}

function line(key: string, label: string, costs: Costs, locale: Locale): Line {
  return { key, label, before: cost(costs.before, locale), after: cost(costs.after, locale), difference: signed(costs, locale), isClosed: false };
}

function cost(amount: Pico | null, locale: Locale): string {
  return amount === null ? "—" : format.money(amount, locale);
}

function signed(costs: Costs, locale: Locale): string {
  return format.money(differenceOf(costs), locale, { signed: true });
}
