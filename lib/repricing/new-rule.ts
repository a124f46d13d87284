import { Refusal } from "@/lib/errors";
import { type Pico, parseDecimal, parseDollars, picoPerToken } from "@/lib/money";
import { type Instant, isDay, startOfDay, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import { bareName, matchModel } from "@/lib/pricing/match";
import type { PriceRule } from "@/lib/pricing/rule";
import type { NamedPrices, PriceSheet, TierPrices } from "@/lib/pricing/sheet";
import { tokenClasses } from "@/lib/usage/tokens";
import type { WrittenRule } from "./schema";

type Recorded = "id" | "recordedAt";

/** A rule that is not recorded yet. */
export type NewRule = PriceRule extends infer Rule ? (Rule extends PriceRule ? Omit<Rule, Recorded> : never) : never;

/**
 * What a written rule means: names as the price book spells them, times as instants, prices in pico-dollars. A model is looked up, so that any of its names
 * will do; one that the book does not know stays a raw name. Throws `unknown_model`, `invalid_input`.
 */
export function newRule(book: Book, zone: Zone, { kind, scope, percent, prices, target, from, note }: WrittenRule): NewRule {
  const startsAt = instantOf(from, zone);
  const common = { startsAt, note: note || null };
  if (kind === "alias") return { ...common, ...namedScope(book, scope), kind, target: targetOf(book, target ?? "", startsAt) };
  const where = { ...common, ...modelScope(book, scope, startsAt) };
  if (kind === "discount") return { ...where, kind, percent: parseDecimal(percent ?? "0") };
  return { ...where, kind, prices: sheetOf(prices ?? { input: "0", output: "0" }) };
}

function instantOf(from: string, zone: Zone): Instant {
  return isDay(from) ? startOfDay(from, zone) : Date.parse(from);
}

type Scope = { provider: string | null; model: string | null };

/** A name as usage writes it. */
function namedScope(book: Book, { provider = "", model = "" }: WrittenRule["scope"]): Scope {
  const bare = bareName(book, provider, model);
  return { provider: bare.provider || null, model: bare.name };
}

/** A model of the book where the name is one's, else the raw name. */
function modelScope(book: Book, scope: WrittenRule["scope"], at: Instant): Scope {
  if (scope.model === undefined) return { provider: scope.provider === undefined ? null : providerOf(book, scope.provider), model: null };
  const named = bookModel(book, scope.provider ?? "", scope.model) ?? matchModel(book, scope.provider ?? "", scope.model, at);
  return named ? { provider: named.provider, model: named.id } : namedScope(book, scope);
}

function providerOf(book: Book, provider: string): string {
  const written = provider.trim().toLowerCase();
  return book.providerAliases.get(written) ?? written;
}

function targetOf(book: Book, target: string, at: Instant): { provider: string; model: string } {
  const slash = target.indexOf("/");
  const [provider, name] = slash > 0 ? [target.slice(0, slash), target.slice(slash + 1)] : ["", target];
  const model = bookModel(book, provider, name) ?? matchModel(book, provider, name, at);
  if (model) return { provider: model.provider, model: model.id };
  const detail = `there is no model ${target} in the price book; write provider/model, as mistral/mistral-medium-2508`;
  throw new Refusal("unknown_model", detail, { errors: [{ path: "target", code: "unknown_model", detail }] });
}

type Written = NonNullable<WrittenRule["prices"]>;

function sheetOf({ tiers, long_context: long, request, ...standard }: Written): PriceSheet {
  return {
    prices: { ...named(standard), input: picoPerToken(standard.input), output: picoPerToken(standard.output) },
    tiers: tiersOf(tiers),
    long: long ? { threshold: BigInt(long.threshold_input_tokens), prices: named(long), tiers: tiersOf(long.tiers) } : null,
    request: request === undefined ? 0n : parseDollars(request),
  };
}

function tiersOf(tiers: Written["tiers"]): TierPrices {
  return Object.fromEntries(Object.entries(tiers ?? {}).map(([tier, prices]) => [tier.toLowerCase(), named(prices)]));
}

function named(prices: { [name: string]: unknown }): NamedPrices {
  const given = tokenClasses.flatMap((name): [string, Pico][] => (typeof prices[name] === "string" ? [[name, picoPerToken(prices[name])]] : []));
  return Object.fromEntries(given);
}
