import type { Decimal, Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { type Tokens, tokenClasses } from "@/lib/usage/tokens";
import { type Book, type BookModel, type BookPeriod, bookModel, periodAt } from "./book";
import { bareName, type Match, matchName } from "./match";
import { type PriceRule, ruleAt } from "./rule";
import { type Assumption, type ClassPrices, type PriceSheet, type Read, readSheet } from "./sheet";

/** list: the reference price; contract: a rule on a model that has one; manual: the workspace's price for a model without one. */
export type Basis = "list" | "contract" | "manual";

export type Price = {
  /** What is paid. */
  prices: ClassPrices;
  /** The reference price; what is paid where there is no reference. */
  list: ClassPrices;
  basis: Basis;
  assumed: readonly Assumption[];
  period: BookPeriod | null;
  rule: PriceRule | null;
  /** The workspace's alias that led to the model. */
  alias: AliasRule | null;
};

type AliasRule = Extract<PriceRule, { kind: "alias" }>;

/** What picks a price, besides the time. */
export type UsageKey = {
  /** As the source wrote them; provider "" when it named none. */
  provider: string;
  name: string;
  /** "" or standard, batch, flex, priority, … */
  tier: string;
  /** −1: a total of many requests; else the largest prompt edge below the prompt. */
  band: bigint;
};

/** The book's model (null: none has this name) and the price (null: unpriced, which is not 0). */
export type Resolution = { model: BookModel | null; price: Price | null };

type Reference = Read & { period: BookPeriod };

/** The price of a usage at a time (a quarter hour, UTC), and why. Pure. */
export function resolve(book: Book, rules: readonly PriceRule[], key: UsageKey, at: Instant): Resolution {
  const { alias, match } = meant(book, rules, key, at);
  const model = match?.model ?? null;
  const raw = bareName(book, key.provider, key.name);
  const subject = { provider: model?.provider ?? raw.provider, model: model?.id ?? null, rawName: raw.name };
  const rule = ruleAt(rules, ["price", "discount"], subject, at);
  const list = model && reference(model, key, at);
  const aliasDate: Assumption[] = match?.alias && !match.alias.startIsCertain ? [{ kind: "alias_date", classes: tokenClasses }] : [];

  if (rule?.kind === "price") return { model, price: { ...ownPrice(rule, list, key), alias } };
  if (!model || !list) return { model, price: null };
  const common = { list: list.prices, assumed: merged([...list.assumed, ...aliasDate]), period: list.period, alias };
  if (!rule) return { model, price: { ...common, prices: list.prices, basis: "list", rule: null } };
  const paid = reference(model, key, at, remainder(rule.percent));
  return { model, price: paid && { ...common, prices: paid.prices, basis: "contract", rule } };
}

/** The book's price of one model for a usage, without any rule: what a baseline would have cost. */
export function referencePrice(model: BookModel, key: Pick<UsageKey, "tier" | "band">, at: Instant): Reference | null {
  return reference(model, key, at);
}

/** Tokens × price, and requests × price per request, in pico-dollars. Unknown requests count as none. */
export function costOf(tokens: Tokens, requests: bigint | null, prices: ClassPrices): Pico {
  return tokenClasses.reduce((sum, name) => sum + tokens[name] * prices[name], (requests ?? 0n) * prices.request);
}

/** The model a name means: as the workspace's alias says, else as the book knows it. */
function meant(book: Book, rules: readonly PriceRule[], key: UsageKey, at: Instant): { alias: AliasRule | null; match: Match | null } {
  const matched = matchName(book, key.provider, key.name, at);
  const raw = bareName(book, key.provider, key.name);
  // An alias is of a name, so it never catches what merely resolves to the same model.
  const alias = ruleAt(rules, ["alias"], { provider: raw.provider || (matched?.model.provider ?? ""), model: null, rawName: raw.name }, at);
  if (!alias) return { alias: null, match: matched };
  const model = bookModel(book, alias.target.provider, alias.target.model);
  return { alias, match: model && { model, alias: null } };
}

/** The period in force, read for a tier and prompt. */
function reference(model: BookModel, key: Pick<UsageKey, "tier" | "band">, at: Instant, factor?: Decimal): Reference | null {
  const period = periodAt(model.periods, at);
  if (!period) return null;
  const read = readSheet(period, key, { batchMultiplier: model.batchMultiplier, ...(factor && { factor }) });
  const assumed = period.startIsCertain ? read.assumed : [...read.assumed, { kind: "alias_date" as const, classes: tokenClasses }];
  return { prices: read.prices, assumed, period };
}

/** An own price holds as it is named: the book's batch multiplier is the list price's. */
function ownPrice(rule: PriceRule & { prices: PriceSheet }, list: Reference | null, key: UsageKey): Omit<Price, "alias"> {
  const { prices, assumed } = readSheet(rule.prices, key, { batchMultiplier: null });
  return { prices, list: list?.prices ?? prices, basis: list ? "contract" : "manual", assumed, period: list?.period ?? null, rule };
}

/** One of each kind. */
function merged(assumed: readonly Assumption[]): Assumption[] {
  return assumed.filter(({ kind }, place) => assumed.findIndex((other) => other.kind === kind) === place);
}

/** 1 − percent / 100. */
function remainder(percent: Decimal): Decimal {
  return { digits: 100n * 10n ** BigInt(percent.scale) - percent.digits, scale: percent.scale + 2 };
}
