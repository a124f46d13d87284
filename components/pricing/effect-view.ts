import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import { addMonths, type Month } from "@/lib/period";
import { type Costs, differenceOf } from "@/lib/repricing/costs";
import type { Effect } from "@/lib/repricing/effect";
import { explainDaysAddress } from "@/lib/spend/address";

/** A figure, and where it is explained; null: nowhere. `asked`: what is asked of who holds the change, where no address can say it. */
export type Figure = { text: string; href: string | null; asked?: { query: string; label: string } };
type Line = { key: string; label: string; before: Figure; after: Figure; difference: string; isClosed: boolean };

/** Whose figures they are; `change`: what the page that explains them is told of the change, as a form of rules says it, or the rule withdrawn; null: a file's. */
type Whose = { slug: string; change: Record<string, string> | null };

/** What a change of prices does, ready to be shown: every text is written. */
export type EffectView = { lead: string; months: Line[]; teams: Line[]; total: Line; notes: string[]; words: EffectWords };

type EffectWords = Record<"month" | "team" | "before" | "after" | "difference" | "total" | "closed" | "unchanged", string>;

/** Writes the figures of a change in a language; lines that stay as they are are counted, not listed. */
export function effectView({ months, teams, total, unpriced }: Effect, whose: Whose, locale: Locale, t: Translator<"prices">): EffectView {
  const [first, last] = [months[0]?.month ?? "", months.at(-1)?.month ?? ""];
  const line = (key: string, label: string, costs: Costs, of: Omit<Explained, "whose">) => lineOf(key, label, costs, { ...of, whose }, locale);
  const moved = { months: months.filter(isMoved), teams: teams.filter(isMoved) };
  const still = months.length - moved.months.length;
  const closed = moved.months.filter(({ isClosed }) => isClosed);
  const adjusted = closed.reduce((sum, costs) => sum + differenceOf(costs), 0n);
  const priced = unpriced.before - unpriced.after;
  const words = { before: cost(total.before, locale), after: cost(total.after, locale), difference: signed(total, locale) };
  return {
    lead: isMoved(total) ? t("effectLead", words) : months.length ? t("effectNone", { total: words.before }) : t("effectNoUsage"),
    // Closed months apart, after the others: nothing of them changes.
    months: [...moved.months.filter(({ isClosed }) => !isClosed), ...closed].map(({ month, isClosed, ...costs }) => ({
      ...line(month, format.month(month, locale), costs, { first: month, last: month }),
      isClosed,
    })),
    teams: moved.teams.map(({ team, ...costs }) => line(team ?? "", team ?? t("unattributed"), costs, { first, last, team })),
    total: line("total", t("wholeHistory"), total, { first, last }),
    notes: [
      ...(closed.length ? [t("effectClosed", { count: closed.length, difference: format.money(adjusted, locale, { signed: true }) })] : []),
      ...(priced > 0n ? [t("effectPriced", { tokens: format.tokensNamed(priced, locale) })] : []),
      ...(priced < 0n ? [t("effectUnpriced", { tokens: format.tokensNamed(-priced, locale) })] : []),
      ...(unpriced.after > 0n ? [t("effectStillUnpriced", { tokens: format.tokensNamed(unpriced.after, locale) })] : []),
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

/** Of which months and team a figure is to be explained. */
type Explained = { whose: Whose; first: Month; last: Month; team?: string | null };

function lineOf(key: string, label: string, costs: Costs, explained: Explained, locale: Locale): Line {
  const figures = {
    before: { text: cost(costs.before, locale), href: costs.before === null ? null : explainedAt(explained, {}) },
    after: {
      text: cost(costs.after, locale),
      href: costs.after === null ? null : explainedAt(explained, explained.whose.change),
      ...(costs.after !== null &&
        explained.whose.change === null &&
        explained.first !== "" && { asked: askedOf(explained, `${cost(costs.after, locale)}, ${label}`, locale) }),
    },
  };
  return { key, label, ...figures, difference: signed(costs, locale), isClosed: false };
}

function explainedAt({ whose, first, last, team }: Explained, change: Whose["change"]): string | null {
  if (change === null || first === "") return null;
  const days = { from: `${first}-01`, to: `${addMonths(last, 1)}-01` };
  const address = explainDaysAddress(whose.slug, days, team === undefined ? {} : { filters: { team: [team] } }, null);
  return Object.keys(change).length ? `${address}&${new URLSearchParams(change)}` : address;
}

/** The days and the team that a cost is asked about, for a file that is sent along. */
function askedOf({ first, last, team }: Explained, what: string, locale: Locale): Figure["asked"] {
  const days = { explain_from: `${first}-01`, explain_to: `${addMonths(last, 1)}-01` };
  const query = String(new URLSearchParams({ ...days, ...(team !== undefined && { explain_team: team ?? "" }) }));
  return { query, label: `${what}: ${translatorOf(locale, "spend")("explainPage")}` };
}

function cost(amount: Pico | null, locale: Locale): string {
  return amount === null ? "—" : format.money(amount, locale);
}

function signed(costs: Costs, locale: Locale): string {
  return format.money(differenceOf(costs), locale, { signed: true });
}
