import type { Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { tokenClasses } from "@/lib/usage/tokens";
import { type Book, type BookModel, bookModel, periodAt } from "../book";
import { matchModel } from "../match";
import { type NamedPrices, type PriceSheet, readSheet, type TierPrices } from "../sheet";
import type { ListedModel, ListedPeriod, NotUnderstood, PriceList } from "./list";

/** A price that the list gives from a time on and the book does not. `before`: what the book says then. */
export type ChangedPrice = { model: BookModel; period: ListedPeriod; before: PriceSheet | null; isSuspicious: boolean; from: ListedModel };

/** What a list would change in the book; nothing is ever edited. */
export type ListDifference = {
  added: readonly { model: ListedModel; isSuspicious: boolean }[];
  changed: readonly ChangedPrice[];
  /** Names that lead to a model of the book, and are new. */
  aliases: readonly { model: BookModel; alias: string; from: ListedModel }[];
  /** Whose prices in the book are the list's. */
  unchanged: readonly { model: BookModel; from: ListedModel }[];
  notUnderstood: readonly NotUnderstood[];
};

/** A price of a sheet that is not what it was; null: none of its own. */
export type ChangedPart = { part: string; before: Pico | null; after: Pico | null };

/** What differs between two sheets, by class, tier and long prompt. */
export function changedParts(before: PriceSheet | null, after: PriceSheet): ChangedPart[] {
  const [old, current] = [before ? flat(before) : new Map<string, Pico>(), flat(after)];
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((part) => {
    const pair = { part, before: old.get(part) ?? null, after: current.get(part) ?? null };
    return pair.before === pair.after ? [] : [pair];
  });
}

function flat({ prices, tiers, long, request }: PriceSheet): Map<string, Pico> {
  const parts = new Map<string, Pico>();
  const add = (prefix: string, named: NamedPrices) => {
    for (const name of tokenClasses) if (named[name] != null) parts.set(`${prefix}${name}`, named[name]);
  };
  add("", prices);
  for (const [tier, named] of Object.entries(tiers)) add(`${tier} `, named);
  if (long) add("long ", long.prices);
  for (const [tier, named] of Object.entries(long?.tiers ?? {})) add(`long ${tier} `, named);
  if (request) parts.set("request", request);
  return parts;
}

/** Beyond this factor, either way, a change asks for a second look. */
export const suspiciousFactor = 3n;
/** A new model dearer than this (pico-dollars per token: $500 per million) does, too. */
const dearest = 500_000_000n;

/** Compares a list with the book, model by model. `from`: when the prices of an undated list begin. Pure. */
export function differenceOf(book: Book, list: PriceList, from: Instant): ListDifference {
  const added: { model: ListedModel; isSuspicious: boolean }[] = [];
  const changed: ChangedPrice[] = [];
  const aliases: ListDifference["aliases"][number][] = [];
  const unchanged: ListDifference["unchanged"][number][] = [];
  const notUnderstood: NotUnderstood[] = [...list.notUnderstood];
  const seen = new Map<BookModel, ListedModel>();
  for (const listed of list.models) {
    const models = meantBy(book, listed, from);
    if (!models.length) {
      const dated = list.isDated ? listed : { ...listed, periods: listed.periods.map((period) => ({ ...period, startsAt: from })) };
      added.push({ model: dated, isSuspicious: dated.periods.some(({ prices }) => prices.input > dearest || prices.output > dearest) });
    }
    for (const model of models) {
      const other = seen.get(model);
      if (other && !list.isComplete) {
        if (!says(listed.periods.at(-1), other.periods.at(-1), model)) {
          notUnderstood.push({ what: `${listed.provider}/${listed.id}`, why: `another price than ${other.id}, which is the same model here` });
        }
        continue;
      }
      seen.set(model, listed);
      const changes = changesOf(model, listed, list, from);
      changed.push(...changes);
      if (!changes.length) unchanged.push({ model, from: listed });
      if (list.isComplete) {
        const news = listed.aliases.filter((alias) => matchModel(book, listed.provider, alias, from) !== model);
        aliases.push(...news.map((alias) => ({ model, alias, from: listed })));
      }
    }
  }
  return { added, changed, aliases, unchanged, notUnderstood };
}

/** The models of the book that a listed one stands for: by its id, else by any of its exact names. */
function meantBy(book: Book, { provider, id, aliases }: ListedModel, at: Instant): BookModel[] {
  const own = bookModel(book, provider, id);
  if (own) return [own];
  return [...new Set([id, ...aliases].flatMap((name) => matchModel(book, provider, name, at) ?? []))];
}

function changesOf(model: BookModel, listed: ListedModel, { isComplete, isDated }: PriceList, from: Instant): ChangedPrice[] {
  const changes: ChangedPrice[] = [];
  for (const period of listed.periods) {
    const startsAt = isDated ? period.startsAt : from;
    const before = startsAt === null ? (model.periods[0] ?? null) : periodAt(model.periods, startsAt);
    const isSame = before !== null && (isComplete ? isEqual(period, before, model) : says(period, before, model));
    if (isSame) continue;
    const sheet = isComplete || !before ? period : completed(period, before);
    changes.push({ model, from: listed, before, period: { ...period, ...sheet, startsAt }, isSuspicious: before !== null && isJump(before, sheet) });
  }
  return changes;
}

/** Whether a sheet already gives every price that another names. */
function says(named: PriceSheet | undefined, known: PriceSheet | undefined, { batchMultiplier }: BookModel): boolean {
  if (!named || !known) return false;
  const agrees = (prices: NamedPrices, tier: string, band: bigint) => {
    const read = readSheet(known, { tier, band }, { batchMultiplier }).prices;
    return tokenClasses.every((name) => prices[name] == null || prices[name] === read[name]);
  };
  const allAgree = (prices: NamedPrices, tiers: TierPrices, band: bigint) =>
    agrees(prices, "", band) && Object.entries(tiers).every(([tier, of]) => agrees(of, tier, band));
  if (named.request !== 0n && named.request !== known.request) return false;
  if (!allAgree(named.prices, named.tiers, 0n)) return false;
  if (!named.long) return true;
  return known.long?.threshold === named.long.threshold && allAgree(named.long.prices, named.long.tiers, named.long.threshold);
}

/** Whether two sheets give the same price for everything that either names. */
function isEqual(a: PriceSheet, b: PriceSheet, model: BookModel): boolean {
  return says(a, b, model) && says(b, a, model) && a.request === b.request && a.long?.threshold === b.long?.threshold;
}

/** What the list is silent about stays as it was. */
function completed(listed: PriceSheet, before: PriceSheet): PriceSheet {
  return {
    prices: { ...before.prices, ...listed.prices },
    tiers: { ...before.tiers, ...listed.tiers },
    long: listed.long ?? before.long,
    request: listed.request || before.request,
  };
}

/** A class whose price fell to nothing, came from nothing, or moved by more than the factor. */
function isJump(before: PriceSheet, after: PriceSheet): boolean {
  const read = (sheet: PriceSheet) => readSheet(sheet, { tier: "", band: 0n }, { batchMultiplier: null }).prices;
  const [old, current] = [read(before), read(after)];
  return tokenClasses.some((name) => isFar(old[name], current[name]));
}

function isFar(before: Pico, after: Pico): boolean {
  if (before === after) return false;
  return before === 0n || after === 0n || after > before * suspiciousFactor || before > after * suspiciousFactor;
}
