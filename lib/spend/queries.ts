import "server-only";
import type pg from "pg";
import { cache } from "react";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Instant, Period } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import { priceCuts } from "@/lib/pricing/cuts";
import { matchModel, rawName } from "@/lib/pricing/match";
import { type Resolution, resolve, type UsageKey } from "@/lib/pricing/price";
import { priceBook, priceRules } from "@/lib/pricing/queries";
import type { PriceRule } from "@/lib/pricing/rule";
import { totalTokens } from "@/lib/usage/tokens";
import { type Bucket, bucketsOf } from "./bucket";
import { type ColumnDimension, type Dimension, type Filters, type Granularity, isColumn, isName } from "./dimension";
import { type Spend, type SpendTotal, spendTotal } from "./spend";
import {
  dataUntil,
  type GroupRow,
  isOneSource,
  type KeyUsage,
  type PromptSize,
  type RatedKey,
  type Rates,
  readingOf,
  type Scope,
  type Supposed,
  usageByGroup,
  usageByGroupInBatches,
  usageByKey,
} from "./usage";

export type SpendQuery = {
  /** UTC; its edges may lie inside a day. */
  period: Period;
  granularity?: Granularity;
  groupBy?: readonly Dimension[];
  filters?: Filters;
  /** Values to leave out, per dimension. */
  excluded?: Filters;
  /** Only single requests with a prompt of such a size: read from events, which retention may have removed. */
  prompt?: PromptSize | undefined;
  /** Prices as they were known then. */
  asOf?: Instant;
  /** What a change of what counts would do. */
  supposed?: Supposed;
};

export const mostRows = 100_000;
const longestHours = 31 * 24 * 3_600_000 + 2 * 3_600_000;

/** Usage with its price: what spend and savings are both made of. */
export type ResolvedUsage = KeyUsage & Resolution & { at: Instant; providerName: string | null };

/** The prices in force, as known at some time. */
export type Prices = { book: Book; rules: readonly PriceRule[] };

/** Usage and its cost, grouped, with the total of all of it; within someone's transaction, with what it has written. Throws `range_too_long`, `too_many_rows`. */
export async function spend(access: Access, query: SpendQuery, within?: pg.ClientBase): Promise<Spend> {
  const { groupBy = [], granularity = "none" } = query;
  const prices = await pricesKnown(access, query.asOf, within);
  const read = async (client: pg.ClientBase): Promise<Spend> => {
    const { scope, usage, total } = await spendReading(client, access, query, prices);
    if (!groupBy.length && granularity === "none") {
      const { requests, tokens, cost, unpriced } = total;
      return { rows: usage.length ? [{ period: null, dimensions: {}, requests, tokens, cost, unpriced }] : [], total };
    }
    const { rows, labels, nameOf } = await grouped(client, access, scope, { groupBy, granularity }, usage, ["cost"], ({ price }) => ({
      cost: price?.prices ?? null,
    }));
    return {
      rows: rows.map(({ bucket, tokens, requests, amounts, unpriced, ...row }) => ({
        period: labels[bucket] ?? null,
        dimensions: Object.fromEntries(groupBy.map((dimension) => [dimension, nameOf(row, dimension)])),
        requests,
        tokens,
        cost: amounts.cost,
        unpriced,
      })),
      total,
    };
  };
  return within ? read(within) : snapshot(read);
}

/** What spend is made of: the usage in scope, each with its price, and the total of all of it. */
export type SpendReading = { scope: Scope; prices: Prices; usage: ResolvedUsage[]; total: SpendTotal };

/** Reads what spend is made of, once for all that is made of it. Throws `range_too_long`. */
export async function spendReading(client: pg.ClientBase, access: Access, query: SpendQuery, prices: Prices): Promise<SpendReading> {
  const facts = scopeOf(query, prices);
  const scope = { ...facts, reading: await readingOf(client, access, facts) };
  const [usage, until] = [await resolvedUsage(client, access, scope, prices), await dataUntil(client, access, scope, now())];
  const total = { ...spendTotal(usage, until), comparedOnly: await comparedOnly(client, access, scope, prices, usage) };
  return { scope, prices, usage, total };
}

/** The prices in force, as known at `asOf`; within someone's transaction, with what it has written. Read once for all parts of a page. */
export async function pricesKnown(access: Access, asOf?: Instant, client?: pg.ClientBase): Promise<Prices> {
  return client ? readPrices(access, asOf, client) : pricesOfPage(access, asOf);
}

const pricesOfPage = cache((access: Access, asOf: Instant | undefined) => readPrices(access, asOf));

async function readPrices(access: Access, asOf: Instant | undefined, client?: pg.ClientBase): Promise<Prices> {
  const known = { ...(asOf !== undefined && { asOf }), ...(client && { client }) };
  const [book, rules] = await Promise.all([priceBook(known), priceRules(access, known)]);
  return { book, rules };
}

/** The facts a query is about. Throws `range_too_long` for more than 31 days of hours. */
export function scopeOf({ period, granularity, filters = {}, excluded = {}, prompt, supposed = {} }: SpendQuery, { book, rules }: Prices): Scope {
  const fromEvents = granularity === "hour";
  if (fromEvents && period.to - period.from > longestHours) {
    throw new Refusal("range_too_long", "hours are given for 31 days at most; ask for fewer days, or for granularity=day");
  }
  return { period, filters, excluded, prompt, cuts: priceCuts(book, rules), fromEvents, supposed };
}

/** How much of the usage in scope makes no spend: only where one source is asked for by name is such usage read at all. */
export async function comparedOnly(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  prices: Prices,
  usage: readonly ResolvedUsage[],
): Promise<{ tokens: bigint; requests: bigint }> {
  const none = { tokens: 0n, requests: 0n };
  if (!isOneSource(scope.filters) || !usage.length) return none;
  const { reading: _reading, ...whole } = scope; // that was read for what is compared too
  const counted = await resolvedUsage(client, access, { ...whole, supposed: { ...scope.supposed, isCountedOnly: true } }, prices);
  const sum = (all: readonly ResolvedUsage[]) =>
    all.reduce(({ tokens, requests }, each) => ({ tokens: tokens + totalTokens(each.tokens), requests: requests + each.requests }), none);
  const [all, part] = [sum(usage), sum(counted)];
  return { tokens: all.tokens - part.tokens, requests: all.requests - part.requests };
}

/** The usage in scope by what picks its price and by columns, each with its price; what picks by model and provider is applied here. */
export async function resolvedUsage(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  prices: Prices,
  columns: readonly ColumnDimension[] = [],
): Promise<ResolvedUsage[]> {
  const usage = resolved(await usageByKey(client, access, scope, columns), scope, prices);
  return usage.filter((each) => {
    const among = ({ provider, model }: Filters, otherwise: boolean) => ({
      provider: provider ? provider.includes(each.providerName) : otherwise,
      model: model ? model.some((name) => isModel(prices.book, each, name)) : otherwise,
    });
    const [keep, leave] = [among(scope.filters, true), among(scope.excluded, false)];
    return keep.provider && keep.model && !leave.provider && !leave.model;
  });
}

/** Each usage with its price, in the same order. Pure. */
export function resolved(usage: readonly KeyUsage[], scope: Scope, prices: Prices): ResolvedUsage[] {
  return usage.map((key) => {
    const at = epochStart(scope, key.epoch);
    return { ...key, at, ...resolvedPrice(prices, key, at) };
  });
}

/** What was resolved at prices, for as long as somebody holds them: usage names the same few keys again and again, in every part of a page. */
const resolvedAt = new WeakMap<Prices, Map<string, ResolvedPrice>>();
type ResolvedPrice = Resolution & { providerName: string | null };

/** The price of a usage at a time, as `resolve` finds it, and what its provider is called. */
export function resolvedPrice(prices: Prices, key: UsageKey, at: Instant): ResolvedPrice {
  const all = resolvedAt.get(prices) ?? new Map<string, ResolvedPrice>();
  resolvedAt.set(prices, all);
  const named = JSON.stringify([key.provider, key.name, key.tier, String(key.band), at]);
  const known = all.get(named);
  if (known) return known;
  const resolution = resolve(prices.book, prices.rules, key, at);
  const providerName = resolution.model?.provider ?? (rawName(prices.book, key.provider, key.name).provider || null);
  const found = { ...resolution, providerName };
  all.set(named, found);
  return found;
}

/** Any instant of an epoch; prices stand still in it. */
function epochStart({ cuts }: Scope, epoch: number): Instant {
  return cuts[epoch - 1] ?? (cuts[0] ?? 0) - 1;
}

/** What a group's rows are, and how its dimensions are called. */
type Grouped<Amount extends string> = {
  rows: GroupRow<Amount>[];
  labels: (string | null)[];
  nameOf: NameOf;
};

type NameOf = (row: Pick<GroupRow<string>, "places" | "ids">, dimension: Dimension) => string | null;

type GroupedBy = {
  groupBy: readonly Dimension[];
  granularity: Granularity;
  /** Other stretches of time than the granularity's. */
  buckets?: readonly Bucket[];
  counted?: ColumnDimension;
  rated?: readonly ColumnDimension[];
  asksUnit?: boolean;
};

/** Groups resolved usage with the amounts that `ratesOf` prices it at; `rated`: the columns that it was read by besides. Throws `too_many_rows`. */
export async function grouped<Amount extends string>(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  by: GroupedBy,
  usage: readonly ResolvedUsage[],
  amounts: readonly Amount[],
  ratesOf: (usage: ResolvedUsage) => Record<Amount, Rates | null>,
  isCounted?: (usage: ResolvedUsage) => boolean,
): Promise<Grouped<Amount>> {
  const { grouping, keys, labels, namesIn } = asGroups(access, scope, by, usage, ratesOf, isCounted);
  const rows = await usageByGroup(client, access, scope, { ...grouping, limit: mostRows + 1 }, keys, amounts);
  if (rows.length > mostRows)
    throw new Refusal("too_many_rows", `the answer has more than ${mostRows} rows; ask for a shorter period, fewer dimensions or a filter`);
  return { rows, labels, nameOf: await namesIn(client, rows) };
}

/** The same groups, some at a time and any number of them; within a transaction. */
export async function* groupedInBatches<Amount extends string>(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  by: GroupedBy,
  usage: readonly ResolvedUsage[],
  amounts: readonly Amount[],
  ratesOf: (usage: ResolvedUsage) => Record<Amount, Rates | null>,
): AsyncGenerator<Grouped<Amount>> {
  const { grouping, keys, labels, namesIn } = asGroups(access, scope, by, usage, ratesOf);
  for await (const rows of usageByGroupInBatches(client, access, scope, grouping, keys, amounts)) {
    yield { rows, labels, nameOf: await namesIn(client, rows) };
  }
}

function asGroups<Amount extends string>(
  access: Access,
  scope: Scope,
  { groupBy, granularity, ...by }: GroupedBy,
  usage: readonly ResolvedUsage[],
  ratesOf: (usage: ResolvedUsage) => Record<Amount, Rates | null>,
  isCounted: (usage: ResolvedUsage) => boolean = ({ price }) => price !== null,
) {
  const buckets = by.buckets ?? bucketsOf(scope.period, granularity, access.timezone);
  const lists = { provider: new Places(), model: new Places(), model_raw: new Places() };
  const keys: RatedKey<Amount>[] = usage.map((key) => ({
    ...key,
    places: {
      provider: lists.provider.of(key.providerName ?? ""),
      model: lists.model.of(key.model?.id ?? key.name),
      model_raw: lists.model_raw.of(key.name),
    },
    isPriced: isCounted(key),
    rates: ratesOf(key),
  }));
  const places = groupBy.filter(isName);
  const columns = groupBy.filter((dimension): dimension is ColumnDimension => isColumn(dimension) && !isName(dimension));
  const namesIn = async (client: pg.ClientBase, rows: readonly GroupRow<Amount>[]): Promise<NameOf> => {
    const names = await namesOf(client, access, columns, rows);
    return ({ places: at, ids }, dimension) => {
      if (isName(dimension)) return lists[dimension].name(at[dimension] ?? -1);
      const id = ids[dimension] ?? 0;
      return dimension === "import" ? String(id) : (names.get(id) ?? null);
    };
  };
  return { grouping: { ...by, buckets, columns, places }, keys, labels: buckets.map(({ label }) => label), namesIn };
}

/** A list of names, each at one place. */
class Places {
  private readonly names: string[] = [];
  private readonly places = new Map<string, number>();

  of(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    this.places.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  name(place: number): string | null {
    return this.names[place] || null;
  }
}

/** Whether usage is of the model that a person named by id, alias, display name or raw name. */
function isModel(book: Book, { model, name, at }: ResolvedUsage, wanted: string | null): boolean {
  if (wanted === null) return false;
  if (!model) return name === wanted;
  const [provider = "", id = ""] = wanted.split("/", 2);
  const named = bookModel(book, provider, id) ?? matchModel(book, model.provider, wanted, at);
  return named === model;
}

/** The names of the ids in rows. */
export async function namesOf(
  client: pg.ClientBase,
  access: Access,
  columns: readonly ColumnDimension[],
  rows: readonly { ids: Partial<Record<ColumnDimension, number>> }[],
): Promise<Map<number, string>> {
  const ids = new Set(rows.flatMap((row) => columns.map((dimension) => row.ids[dimension] ?? 0)));
  if (!ids.size) return new Map();
  const { rows: found } = await client.query<{ id: number; name: string }>(
    "select id, name from dimension_value where workspace_id = $1 and id = any($2::int4[])",
    [access.workspaceId, [...ids]],
  );
  return new Map(found.map(({ id, name }) => [id, name]));
}
