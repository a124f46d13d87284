import { type Decimal, type Pico, roundHalfEven } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { forEachClass, type TokenClass, type Tokens, tokenClasses } from "@/lib/usage/tokens";
import { type Book, type BookModel, type BookPeriod, bookModel, periodAt } from "./book";
import { matchModel, rawName } from "./match";
import { type OwnPrices, type PriceRule, ruleAt } from "./rule";

/** Pico-dollars per token by class, and per request. */
export type ClassPrices = Record<TokenClass, Pico> & { request: Pico };

export const assumptionKinds = ["cache_class", "batch", "tier", "long_context", "alias_date"] as const;
export type AssumptionKind = (typeof assumptionKinds)[number];

/** What had to be assumed, and for the tokens of which classes. */
export type Assumption = { kind: AssumptionKind; classes: readonly TokenClass[] };

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
};

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

type Reference = { prices: ClassPrices; assumed: Assumption[]; period: BookPeriod };

const one: Decimal = { digits: 1n, scale: 0 };

/** The price of a usage at a time (a quarter hour, UTC), and why. Pure. */
export function resolve(book: Book, rules: readonly PriceRule[], key: UsageKey, at: Instant): Resolution {
  const model = modelOf(book, rules, key, at);
  const raw = rawName(book, key.provider, key.name);
  const subject = { provider: model?.provider ?? raw.provider, model: model?.id ?? null, rawName: raw.name };
  const rule = ruleAt(rules, ["price", "discount"], subject, at);
  const list = model && reference(model, key, at, one);

  if (rule?.kind === "price") return { model, price: ownPrice(rule, list, key) };
  if (!model || !list) return { model, price: null };
  if (!rule)
    return { model, price: { prices: list.prices, list: list.prices, basis: "list", assumed: list.assumed, period: list.period, rule: null } };

  const paid = reference(model, key, at, remainder(rule.percent));
  return { model, price: paid && { prices: paid.prices, list: list.prices, basis: "contract", assumed: list.assumed, period: list.period, rule } };
}

/** The book's price of one model for a usage, without any rule: what a baseline would have cost. */
export function referencePrice(model: BookModel, key: Pick<UsageKey, "tier" | "band">, at: Instant): Reference | null {
  return reference(model, key, at, one);
}

/** Tokens × price, and requests × price per request, in pico-dollars. Unknown requests count as none. */
export function costOf(tokens: Tokens, requests: bigint | null, prices: ClassPrices): Pico {
  return tokenClasses.reduce((sum, name) => sum + tokens[name] * prices[name], (requests ?? 0n) * prices.request);
}

function modelOf(book: Book, rules: readonly PriceRule[], key: UsageKey, at: Instant): BookModel | null {
  const raw = rawName(book, key.provider, key.name);
  const matched = matchModel(book, key.provider, key.name, at);
  const subject = { provider: matched?.provider ?? raw.provider, model: matched?.id ?? null, rawName: raw.name };
  const alias = ruleAt(rules, ["alias"], subject, at);
  return alias ? bookModel(book, alias.target.provider, alias.target.model) : matched;
}

/** Class price × batch multiplier × what a discount leaves, rounded once, last. */
function reference(model: BookModel, key: Pick<UsageKey, "tier" | "band">, at: Instant, factor: Decimal): Reference | null {
  const period = periodAt(model.periods, at);
  if (!period) return null;
  const isBatch = key.tier === "batch";
  const { digits, scale } = product(isBatch ? (model.batchMultiplier ?? one) : one, factor);
  const published = publishedFor(period, key.band);
  const prices = forEachClass((name) => roundHalfEven(published.prices[name] * digits, 10n ** BigInt(scale)));

  const assumed = published.assumed;
  if (isBatch && !model.batchMultiplier) assumed.push({ kind: "batch", classes: tokenClasses });
  if (!isBatch && !isStandard(key.tier)) assumed.push({ kind: "tier", classes: tokenClasses });
  if (!period.startIsCertain) assumed.push({ kind: "alias_date", classes: tokenClasses });
  return { prices: { ...prices, request: 0n }, assumed, period };
}

/** The published price of each class, with what stands in for one that is missing. */
function publishedFor(period: BookPeriod, band: bigint): { prices: Record<TokenClass, Pico>; assumed: Assumption[] } {
  const base = filled(period.prices);
  if (!period.long) return base;
  if (band < 0n) return { ...base, assumed: [...base.assumed, { kind: "long_context", classes: tokenClasses }] };
  if (band < period.long.threshold) return base;

  const long = period.long.prices;
  const missing = tokenClasses.filter((name) => long[name] === null);
  const assumed: Assumption[] = missing.length ? [{ kind: "long_context", classes: missing }] : [];
  // A long price that is missing keeps the base price of its class, which may itself be a stand-in.
  const stoodIn = base.assumed.flatMap(({ kind, classes }) => {
    const kept = classes.filter((name) => missing.includes(name));
    return kept.length ? [{ kind, classes: kept }] : [];
  });
  return { prices: forEachClass((name) => long[name] ?? base.prices[name]), assumed: [...assumed, ...stoodIn] };
}

/** A missing 1 h write is priced as the 5 min write, any other missing class as input. */
function filled(published: Partial<Record<TokenClass, Pico | null>> & { input: Pico }): {
  prices: Record<TokenClass, Pico>;
  assumed: Assumption[];
} {
  const { input } = published;
  const missing = tokenClasses.filter((name) => (published[name] ?? null) === null);
  return {
    prices: forEachClass((name) => published[name] ?? (name === "cache_write_1h" ? (published.cache_write_5m ?? input) : input)),
    assumed: missing.length ? [{ kind: "cache_class", classes: missing }] : [],
  };
}

/** An own price names its classes; tiers and long prompts have none of their own, so all pay the same. */
function ownPrice(rule: PriceRule & { prices: OwnPrices }, list: Reference | null, key: UsageKey): Price {
  const own = filled(rule.prices);
  const assumed = [...own.assumed];
  if (key.tier === "batch") assumed.push({ kind: "batch", classes: tokenClasses });
  else if (!isStandard(key.tier)) assumed.push({ kind: "tier", classes: tokenClasses });
  const prices = { ...own.prices, request: rule.prices.request ?? 0n };
  return { prices, list: list?.prices ?? prices, basis: list ? "contract" : "manual", assumed, period: list?.period ?? null, rule };
}

function isStandard(tier: string): boolean {
  return tier === "" || tier === "standard" || tier === "default";
}

function product(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** 1 − percent / 100. */
function remainder(percent: Decimal): Decimal {
  return { digits: 100n * 10n ** BigInt(percent.scale) - percent.digits, scale: percent.scale + 2 };
}
