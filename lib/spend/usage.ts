import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { attributionOf } from "@/lib/attribution/queries";
import { type Attributed, attributed } from "@/lib/attribution/rule";
import { type Attribution, attributionSql } from "@/lib/attribution/sql";
import { type Instant, type Period, startOfDay, type Zone } from "@/lib/period";
import { eventsFrom, requireEventsOf } from "@/lib/retention/horizon";
import { rawModelProviders, standings } from "@/lib/sources/queries";
import { type Standing, type Uncounted, uncountedStretches } from "@/lib/sources/standing";
import { forEachClass, type TokenClass, type Tokens, tokenClasses } from "@/lib/usage/tokens";
import { type Bucket, partsOf } from "./bucket";
import { type ColumnDimension, columnOf, type Filters, type NameDimension } from "./dimension";
import { byMonths, type KeptMonth, keptMonths } from "./kept-month";

/** What is asked of the facts: which of them, and where their prices change. */
export type Scope = Picked & {
  period: Period;
  cuts: readonly Instant[];
  fromEvents: boolean;
  supposed: Supposed;
  /** Where it was read before, in the same snapshot. */
  reading?: Reading;
};

/** Single requests by the size of their prompt (tokens): above one and up to another; null: without a bound. */
export type PromptSize = { above: bigint | null; upTo: bigint | null };

/** What picks facts: by their dimensions values to keep, and values to leave out; by the size of their prompt, where that is asked for. */
export type Picked = { filters: Filters; excluded: Filters; prompt?: PromptSize | undefined };

/** What is supposed instead of what is: to see its effect, or what there is beyond what counts. */
export type Supposed = { standings?: readonly Standing[]; isCountedOnly?: boolean };

/** What picks a price, as the facts hold it. `epoch`: how many cuts lie at or before it. */
export type PriceKey = { rawModelId: number; serviceTierId: number; band: bigint; epoch: number };

/** Usage of one key: exact sums. `ids`: of the columns that were asked for. */
export type KeyUsage = PriceKey & {
  provider: string;
  name: string;
  tier: string;
  tokens: Tokens;
  requests: bigint;
  requestsUnknown: bigint;
  ids: Partial<Record<ColumnDimension, number>>;
};

/** One amount of money per token class and per request, in the unit its reader chose. */
export type Rates = Record<TokenClass, bigint> & { request: bigint };

/** A key with the names it is grouped under (places in the caller's lists), whether it has a price, and its rates by amount. `ids`: of the columns its rates depend on. */
export type RatedKey<Amount extends string> = PriceKey & {
  ids?: Partial<Record<ColumnDimension, number>>;
  places: Record<NameDimension, number>;
  isPriced: boolean;
  /** null: has no price of this kind. */
  rates: Record<Amount, Rates | null>;
};

/** One group: its sums, its amounts over what has a rate of each kind (null: nothing has), and what has no price. */
export type GroupRow<Amount extends string> = {
  bucket: number;
  places: Partial<Record<NameDimension, number>>;
  ids: Partial<Record<ColumnDimension, number>>;
  tokens: Tokens;
  requests: bigint;
  amounts: Record<Amount, bigint | null>;
  unpriced: { requests: bigint; tokens: bigint };
  /** Rows with a price whose number of requests is unknown. */
  requestsUnknown: bigint;
  /** How many values of the counted dimension its priced usage names. */
  named: bigint;
  /** The first amount of one token of each class and of one request, where a single one applied to all of its usage; null: none, or several. */
  unit: Record<keyof Rates, bigint | null> | null;
};

/** What groups are made of. */
export type Grouping = {
  buckets: readonly Bucket[];
  columns: readonly ColumnDimension[];
  places: readonly NameDimension[];
  /** The dimension whose values are counted. */
  counted?: ColumnDimension | undefined;
  /** The columns that pick rates, besides the key. */
  rated?: readonly ColumnDimension[];
  /** Without one, all groups. */
  limit?: number;
  /** The ids that keep a group of their own in the only column; the others are one, whose id is -1. */
  own?: readonly number[];
  /** Whether the unit of the first amount is asked for. */
  asksUnit?: boolean;
};

const measures = ["requests", "requests_unknown", ...tokenClasses] as const;
const deep: readonly string[] = ["project", "user", "api_key"];

/** Collects the parameters of a statement; */
export class Parameters {
  readonly values: unknown[];

  constructor({ workspaceId }: Access) {
    this.values = [workspaceId];
  }

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** The usage in scope by what picks its price, and by columns: the smallest slice that can tell is read. Throws `events_gone` where only events could tell. */
export async function usageByKey(client: pg.ClientBase, access: Access, scope: Scope, columns: readonly ColumnDimension[] = []): Promise<KeyUsage[]> {
  for (const part of partsOfScope(access, scope).rest) await requireEventsOf(client, access, part);
  const parameters = new Parameters(access);
  const source = sourceOf(parameters, access, scope, columns, scope.reading ?? (await readingOf(client, access, scope)));
  const keys = ["raw_model_id", "service_tier_id", "prompt_band", ...columns.map((dimension) => columnOf[dimension])].map((name) => `u.${name}`);
  const epoch = `width_bucket(u.at, ${parameters.add(dates(scope.cuts))}::timestamptz[])`;
  const { rows } = await client.query(
    `with used as (
       select ${keys.join(", ")}, ${epoch} as epoch, ${measures.map((name) => `sum(u.${name}) as ${name}`).join(", ")}
       from (${source}) u group by ${keys.join(", ")}, epoch)
     select used.*, m.provider, m.name, coalesce(t.name, '') as tier from used
       join dimension_value m on m.workspace_id = $1 and m.id = used.raw_model_id
       left join dimension_value t on t.workspace_id = $1 and t.id = used.service_tier_id
     order by ${keys.map((_, place) => place + 1).join(", ")}, epoch`,
    parameters.values,
  );
  return rows.map((row) => toKeyUsage(row, columns));
}

/** Usage of one key from a row that has its columns by their names. */
// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it; this function is what types it
export function toKeyUsage(row: any, columns: readonly ColumnDimension[] = []): KeyUsage {
  return {
    rawModelId: row.raw_model_id,
    serviceTierId: row.service_tier_id,
    band: BigInt(row.prompt_band),
    epoch: row.epoch,
    provider: row.provider,
    name: row.name,
    tier: row.tier,
    tokens: forEachClass((name) => BigInt(row[name])),
    requests: BigInt(row.requests),
    requestsUnknown: BigInt(row.requests_unknown ?? 0),
    ids: Object.fromEntries(columns.map((dimension) => [dimension, row[columnOf[dimension]]])),
  };
}

/**
 * The usage of the rated keys, grouped: tokens are summed first and multiplied after, exactly, in Postgres. Ordered by bucket, then by the first amount.
 */
export async function usageByGroup<Amount extends string>(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  grouping: Grouping,
  keys: readonly RatedKey<Amount>[],
  amounts: readonly Amount[],
): Promise<GroupRow<Amount>[]> {
  const { text, values } = await groupStatement(client, access, scope, grouping, keys, amounts);
  const { rows } = await client.query(text, values);
  return rows.map((row) => toGroupRow(row, grouping, amounts));
}

const batchRows = 2000;

/** The same groups, some at a time, so that any number of them passes in flat memory; within a transaction. */
export async function* usageByGroupInBatches<Amount extends string>(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  grouping: Grouping,
  keys: readonly RatedKey<Amount>[],
  amounts: readonly Amount[],
): AsyncGenerator<GroupRow<Amount>[]> {
  const { text, values } = await groupStatement(client, access, scope, grouping, keys, amounts);
  await client.query(`declare usage_groups no scroll cursor for ${text}`, values);
  try {
    for (;;) {
      const { rows } = await client.query(`fetch ${batchRows} from usage_groups`);
      if (!rows.length) return;
      yield rows.map((row) => toGroupRow(row, grouping, amounts));
    }
  } finally {
    await client.query("close usage_groups").catch(() => {}); // a transaction that failed has closed it
  }
}

async function groupStatement<Amount extends string>(
  client: pg.ClientBase,
  access: Access,
  scope: Scope,
  grouping: Grouping,
  keys: readonly RatedKey<Amount>[],
  amounts: readonly Amount[],
): Promise<{ text: string; values: unknown[] }> {
  const parameters = new Parameters(access);
  const { rated: picking = [] } = grouping;
  const counted = grouping.counted && columnOf[grouping.counted];
  const needed = [...new Set([...grouping.columns, ...picking, ...(grouping.counted ? [grouping.counted] : [])])];
  const source = sourceOf(parameters, access, scope, needed, scope.reading ?? (await readingOf(client, access, scope)), grouping.buckets);
  const bucket = `width_bucket(u.at, ${parameters.add(dates(grouping.buckets.map(({ start }) => start)))}::timestamptz[]) - 1`;
  const epoch = `width_bucket(u.at, ${parameters.add(dates(scope.cuts))}::timestamptz[])`;
  const ids = grouping.columns.map((dimension) => columnOf[dimension]);
  const rated = picking.map((dimension) => columnOf[dimension]);
  const inner = [...new Set([...ids, ...(counted ? [counted] : [])])];
  const own = grouping.own && parameters.add([...grouping.own]);
  const read = (name: string) =>
    own && name === ids[0] ? `case when u.${name} = any(${own}::int4[]) then u.${name} else -1 end as ${name}` : `u.${name}`;
  const places = grouping.places.map((place) => `p.${place}_place`);
  const outer = ["used.bucket", ...ids.map((id) => `used.${id}`), ...places];
  const all = tokenClasses.map((name) => `used.${name}`).join(" + ");
  const money = amounts.map((amount) => {
    const products = [...tokenClasses.map((name) => `used.${name} * p.${amount}_${name}`), `used.requests * p.${amount}_request`];
    return `sum(${products.join(" + ")}) filter (where p.${amount}_request is not null) as amount_${amount}`;
  });
  const units = grouping.asksUnit ? unitColumns(amounts[0] ?? "") : [];
  const groups = Array.from({ length: inner.length + 2 }, (_, index) => index + 1).join(", ");
  const { keyTable, rateTable } = ratesOfKeys(parameters, keys, amounts, picking);
  // A left join, though what has no key is left out below: of an inner one over so many columns the planner expects a single row, and sorts them all.
  const text = `with k as (${keyTable}), p as (${rateTable}), used as (
       select ${bucket} as bucket, k.rate, ${[...inner.map(read), ...measures.map((name) => `sum(u.${name}) as ${name}`)].join(", ")}
       from (${source}) u
         left join k on k.raw_model_id = u.raw_model_id and k.service_tier_id = u.service_tier_id and k.prompt_band = u.prompt_band and k.epoch = ${epoch}
           ${rated.map((name) => `and k.rated_${name} = u.${name}`).join(" ")}
       group by ${groups})
     select ${outer.join(", ")}, sum(used.requests) as requests, ${tokenClasses.map((name) => `sum(used.${name}) as ${name}`).join(", ")},
       coalesce(sum(used.requests) filter (where not p.is_priced), 0) as unpriced_requests, coalesce(sum(${all}) filter (where not p.is_priced), 0) as unpriced_tokens,
       coalesce(sum(used.requests_unknown) filter (where p.is_priced), 0) as requests_unknown,
       ${counted ? `count(distinct used.${counted}) filter (where p.is_priced and used.${counted} <> 0)` : "0"} as named, ${[...money, ...units].join(", ")}
     from used join p on p.rate = used.rate
     group by ${outer.join(", ")} order by used.bucket, ${money.length ? `amount_${amounts[0]} desc nulls last` : "1"}, ${outer.join(", ")}
     limit ${parameters.add(grouping.limit ?? null)}`;
  return { text, values: parameters.values };
}

/** One rate, where all usage of a class has the same. */
function unitColumns(amount: string): string[] {
  return [...tokenClasses, "request" as const].map((name) => {
    const where = `filter (where used.${name === "request" ? "requests" : name} > 0)`;
    const rate = `p.${amount}_${name}`;
    const isOne = `min(${rate}) ${where} = max(${rate}) ${where} and bool_and(${rate} is not null) ${where}`;
    return `case when ${isOne} then min(${rate}) ${where} end as unit_${name}`;
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it; this function is what types it
function toGroupRow<Amount extends string>(row: any, grouping: Grouping, amounts: readonly Amount[]): GroupRow<Amount> {
  const money = (value: string | null) => (value === null ? null : BigInt(value));
  return {
    bucket: row.bucket,
    places: Object.fromEntries(grouping.places.map((place) => [place, row[`${place}_place`]])),
    ids: Object.fromEntries(grouping.columns.map((dimension) => [dimension, row[columnOf[dimension]]])),
    tokens: forEachClass((name) => BigInt(row[name])),
    requests: BigInt(row.requests),
    amounts: Object.fromEntries(amounts.map((amount) => [amount, money(row[`amount_${amount}`])])) as Record<Amount, bigint | null>,
    unpriced: { requests: BigInt(row.unpriced_requests), tokens: BigInt(row.unpriced_tokens) },
    requestsUnknown: BigInt(row.requests_unknown),
    named: BigInt(row.named),
    unit: grouping.asksUnit ? { ...forEachClass((name) => money(row[`unit_${name}`])), request: money(row.unit_request) } : null,
  };
}

/** The latest visible usage in scope that is not in the future; where its events were removed, the day it was on. null where there is none. */
export async function dataUntil(client: pg.ClientBase, access: Access, scope: Scope, at: Instant): Promise<Instant | null> {
  const parameters = new Parameters(access);
  const events = eventsBetween(
    parameters,
    access,
    scope,
    { from: scope.period.from, to: Math.min(scope.period.to, at + 1) },
    scope.reading ?? (await readingOf(client, access, scope)),
  );
  const { rows } = await client.query<{ at: Date }>(`select e.starts_at as at ${events} order by e.starts_at desc limit 1`, parameters.values);
  return rows[0]?.at.getTime() ?? (await latestDayOf(client, access, scope));
}

/** The start of the last segment in scope whose events were removed; null: there is none. */
async function latestDayOf(client: pg.ClientBase, access: Access, { reading, ...scope }: Scope): Promise<Instant | null> {
  const horizon = await eventsFrom(client, access.workspaceId);
  if (horizon === null || scope.period.from >= horizon || scope.fromEvents || scope.prompt !== undefined) return null;
  const parameters = new Parameters(access);
  const before = { ...scope, period: { from: scope.period.from, to: Math.min(scope.period.to, horizon) } };
  const days = partsOf(before.period, access.timezone).days;
  if (!days) return null;
  const byDay = { ...(reading ?? (await readingOf(client, access, scope))), months: [] };
  const source = sourceOf(parameters, access, { ...before, period: days }, [], byDay);
  const { rows } = await client.query<{ at: Date | null }>(`select max(u.at) as at from (${source}) u`, parameters.values);
  return rows[0]?.at?.getTime() ?? null;
}

/** How facts are read: whom they count under, which are only compared, and of which months the sums are kept. */
export type Reading = {
  attribution: Attribution;
  uncounted: readonly Uncounted[];
  providers: ReadonlyMap<number, string>;
  /** Whose sums need not be made of their days. */
  months: readonly KeptMonth[];
};

/** What holds for the usage in scope. Usage of a source that is only compared is read where that one source is asked for. */
export async function readingOf(
  client: pg.ClientBase | pg.Pool,
  access: Access,
  { filters, supposed = {} }: Pick<Scope, "filters"> & { supposed?: Supposed },
): Promise<Reading> {
  const attribution = await attributionOf(client, access.workspaceId, access.timezone);
  const months = await keptMonths(client, access.workspaceId);
  if (isOneSource(filters) && !supposed.isCountedOnly) return { attribution, uncounted: [], providers: new Map(), months };
  const uncounted = uncountedStretches(supposed.standings ?? (await standings(client, access.workspaceId)));
  const asksProvider = uncounted.some((stretch) => "provider" in stretch || stretch.allBut.length > 0);
  return { attribution, uncounted, providers: asksProvider ? await rawModelProviders(client, access.workspaceId) : new Map(), months };
}

/** Whether a single source is asked for by name. */
export function isOneSource({ source }: Filters): boolean {
  return source?.length === 1 && source[0] !== null;
}

type Slice = "" | "_team" | "_model";

/** The smallest slice of the rollup that can tell the columns, and what is picked by; "" is the cube itself. */
function sliceOf({ teams }: Pick<Access, "teams">, { filters, excluded }: Picked, columns: readonly ColumnDimension[]): Slice {
  const needed = new Set<string>([...columns, ...Object.keys(filters), ...Object.keys(excluded), ...(teams === "all" ? [] : ["team"])]);
  return deep.some((name) => needed.has(name)) ? "" : needed.has("team") ? "_team" : "_model";
}

/** Where an answer must tell before from after: its buckets, its prices, and where a source begins or ends to count. */
function edgesOf({ cuts }: Scope, { uncounted }: Reading, buckets: readonly Bucket[], zone: Zone): Instant[] {
  const standing = uncounted.flatMap(({ from, to }) => [from, to]).filter((day) => day !== null);
  return [...buckets.map(({ start }) => start), ...cuts, ...standing.map((day) => startOfDay(day, zone))];
}

/** The whole days of the scope, which the rollup tells, and the rest, which only events do. */
function partsOfScope({ timezone }: Access, { period, fromEvents, prompt }: Scope): ReturnType<typeof partsOf> {
  return fromEvents || prompt !== undefined ? { days: null, rest: [period] } : partsOf(period, timezone);
}

/** Rows `(at, columns, measures)` of the scope: from the rollup for whole days, of which kept months stand for theirs, and from events for the rest. */
function sourceOf(
  parameters: Parameters,
  access: Access,
  scope: Scope,
  columns: readonly ColumnDimension[],
  reading: Reading,
  buckets: readonly Bucket[] = [],
): string {
  const parts = partsOfScope(access, scope);
  const slice = sliceOf(access, scope, columns);
  const ids = [...new Set(["raw_model_id", "service_tier_id", "prompt_band", ...columns.map((dimension) => columnOf[dimension])])];
  const cells = `select r.segment as at, ${[...ids, ...measures].map((name) => `r.${name}`).join(", ")}`;
  const within = ({ from, to }: Period) =>
    `where r.workspace_id = $1 and r.segment >= ${parameters.add(new Date(from))} and r.segment < ${parameters.add(new Date(to))}
      ${kept(parameters, access, scope, "r.segment", reading)}`;
  const sources: string[] = [];
  if (parts.days) {
    // What months keep is summed over imports.
    const asksImport = columns.includes("import") || "import" in scope.filters || "import" in scope.excluded;
    const { months, days } = byMonths(parts.days, asksImport ? [] : reading.months, edgesOf(scope, reading, buckets, access.timezone));
    for (const run of months) sources.push(`${cells} from usage_month${slice} r ${within(run)}`);
    for (const run of days) {
      sources.push(
        `${cells} from usage_day${slice} r join import i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.status = 'done' ${within(run)}`,
      );
    }
  }
  for (const part of parts.rest) {
    const sums = [
      "coalesce(e.requests, 0) as requests",
      "case when e.requests is null then 1 else 0 end as requests_unknown",
      ...tokenClasses.map((name) => `e.${name}`),
    ];
    const events = eventsBetween(parameters, access, scope, part, reading, columns);
    sources.push(`select e.starts_at as at, ${[...ids.map((name) => `e.${name}`), ...sums].join(", ")} ${events}`);
  }
  return sources.join(" union all ") || `${cells} from usage_day r where r.workspace_id = $1 and false`;
}

const eventColumns = [
  ...["workspace_id", "import_id", "line", "starts_at", "raw_model_id", "service_tier_id", "prompt_band", "source_id", "requests"],
  ...[...tokenClasses, "reasoning", "superseded", "reported_cost", "reported_currency"],
];

/**
 * `from … where …` of the visible events of a stretch of time, as `e`: those of finished imports, unless another holds their place. Their `team_id` and so on
 * are whom they count under, `raw_team_id` what the source said; `columns` are the dimensions that the caller reads.
 */
export function eventsBetween(
  parameters: Parameters,
  access: Access,
  picked: Picked,
  { from, to }: Period,
  reading: Reading,
  columns: readonly ColumnDimension[] = [],
): string {
  const asked = new Set<string>([
    ...columns,
    ...Object.keys(picked.filters),
    ...Object.keys(picked.excluded),
    ...(access.teams === "all" ? [] : ["team"]),
  ]);
  const stated = Object.fromEntries(attributed.map((dimension) => [dimension, `u.${dimension}_id`])) as Record<Attributed, string>;
  const { joins, columns: counted } = attributionSql(
    (value) => parameters.add(value),
    reading.attribution,
    { ...stated, source: "u.source_id", rawModel: "u.raw_model_id", at: "u.starts_at" },
    attributed.filter((dimension) => asked.has(dimension)),
  );
  const names = attributed.flatMap((dimension) => [`u.${dimension}_id as raw_${dimension}_id`, `${counted[dimension]} as ${dimension}_id`]);
  return `from (select ${[...eventColumns.map((name) => `u.${name}`), ...names].join(", ")} from usage_event u ${joins}) e
      join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done' and not e.superseded
    where e.workspace_id = $1 and e.starts_at >= ${parameters.add(new Date(from))} and e.starts_at < ${parameters.add(new Date(to))}
      ${kept(parameters, access, picked, "e.starts_at", reading)}`;
}

/** What picks by columns, and always what counts and the teams that may be seen. What picks by model and provider is applied to the keys. */
export function kept(
  parameters: Parameters,
  access: Access,
  { filters, excluded, prompt }: Picked,
  at: "r.segment" | "e.starts_at",
  reading: Reading,
): string {
  const table = at[0];
  const conditions = countedOnly(parameters, at, access.timezone, reading);
  if (access.teams !== "all") conditions.push(`${table}.team_id = any(${parameters.add([...access.teams])}::int4[])`);
  conditions.push(...(prompt ? ofPromptSize(parameters, table ?? "", prompt) : []));
  for (const dimension of Object.keys(columnOf) as ColumnDimension[]) {
    const column = `${table}.${columnOf[dimension]}`;
    const [keep, leave] = [filters[dimension], excluded[dimension]];
    if (keep) conditions.push(isAmong(parameters, dimension, column, keep));
    if (leave) conditions.push(`not ${isAmong(parameters, dimension, column, leave)}`);
  }
  return conditions.map((condition) => `and ${condition}`).join(" ");
}

/** Of single requests (a total of many is in no band) by everything sent to the model. */
function ofPromptSize(parameters: Parameters, table: string, { above, upTo }: PromptSize): string[] {
  const all = tokenClasses.filter((name) => name !== "output").map((name) => `${table}.${name}::numeric`);
  const conditions = [`${table}.prompt_band >= 0`];
  if (above !== null) conditions.push(`${all.join(" + ")} > ${parameters.add(above)}`);
  if (upTo !== null) conditions.push(`${all.join(" + ")} <= ${parameters.add(upTo)}`);
  return conditions;
}

function isAmong(parameters: Parameters, dimension: ColumnDimension, column: string, values: readonly (string | null)[]): string {
  const names = parameters.add(values.filter((value) => value !== null));
  if (dimension === "import") return `(${column}::text = any(${names}::text[]))`;
  const kind = parameters.add(dimension === "model_raw" ? "model" : dimension);
  const named = `${column} in (select id from dimension_value where workspace_id = $1 and kind = ${kind} and name = any(${names}::text[]))`;
  return `(${values.includes(null) ? `${column} = 0 or ${named}` : named})`;
}

/** The conditions that leave out what is only compared: by source, the provider of the raw model, and the day. */
export function countedOnly(
  parameters: Parameters,
  at: "r.segment" | "e.starts_at",
  zone: Zone,
  { uncounted, providers }: Pick<Reading, "uncounted" | "providers">,
): string[] {
  const table = at[0];
  return uncounted.map((stretch) => {
    const conditions = [`${table}.source_id = ${parameters.add(stretch.source)}`];
    if (stretch.from !== null) conditions.push(`${at} >= ${parameters.add(new Date(startOfDay(stretch.from, zone)))}`);
    if (stretch.to !== null) conditions.push(`${at} < ${parameters.add(new Date(startOfDay(stretch.to, zone)))}`);
    const modelsOf = (isOne: (provider: string) => boolean) =>
      parameters.add([...providers].filter(([, provider]) => isOne(provider)).map(([id]) => id));
    if ("provider" in stretch) conditions.push(`${table}.raw_model_id = any(${modelsOf((provider) => provider === stretch.provider)}::int4[])`);
    else if (stretch.allBut.length)
      conditions.push(`${table}.raw_model_id <> all(${modelsOf((provider) => stretch.allBut.includes(provider))}::int4[])`);
    return `not (${conditions.join(" and ")})`;
  });
}

/**
 * The prices that TypeScript resolved: which rate each key has, and the rates, each once. Usage is summed by rate, since one price mostly holds for many keys
 * (every stretch between two changes of other prices is a key of its own).
 */
function ratesOfKeys<Amount extends string>(
  parameters: Parameters,
  keys: readonly RatedKey<Amount>[],
  amounts: readonly Amount[],
  rated: readonly ColumnDimension[],
): { keyTable: string; rateTable: string } {
  const all = [...tokenClasses, "request"] as const;
  const numbers = new Map<string, number>();
  const rates: RatedKey<Amount>[] = [];
  const rateOf = (key: RatedKey<Amount>) => {
    const values = amounts.flatMap((amount) => all.map((name) => key.rates[amount]?.[name] ?? ""));
    const named = [key.places.provider, key.places.model, key.places.model_raw, key.isPriced, ...values].join(" ");
    const known = numbers.get(named);
    if (known !== undefined) return known;
    numbers.set(named, rates.length);
    return rates.push(key) - 1;
  };
  const keyTable = unnested(parameters, "k", [
    ["rate", "int4", keys.map(rateOf)],
    ["raw_model_id", "int4", keys.map((key) => key.rawModelId)],
    ["service_tier_id", "int4", keys.map((key) => key.serviceTierId)],
    ["prompt_band", "int8", keys.map((key) => key.band)],
    ["epoch", "int4", keys.map((key) => key.epoch)],
    ...rated.map((dimension): Column => [`rated_${columnOf[dimension]}`, "int4", keys.map(({ ids }) => ids?.[dimension] ?? 0)]),
  ]);
  const rateTable = unnested(parameters, "p", [
    ["rate", "int4", rates.map((_, index) => index)],
    ["provider_place", "int4", rates.map(({ places }) => places.provider)],
    ["model_place", "int4", rates.map(({ places }) => places.model)],
    ["model_raw_place", "int4", rates.map(({ places }) => places.model_raw)],
    ["is_priced", "bool", rates.map((key) => key.isPriced)],
    ...amounts.flatMap((amount) =>
      all.map((name): Column => [`${amount}_${name}`, "numeric", rates.map((key) => key.rates[amount]?.[name] ?? null)]),
    ),
  ]);
  return { keyTable, rateTable };
}

type Column = [name: string, type: string, values: unknown[]];

/** A table of parameters, one array per column. */
function unnested(parameters: Parameters, name: string, columns: Column[]): string {
  const arrays = columns.map(([, type, values]) => `${parameters.add(values)}::${type}[]`);
  return `select * from unnest(${arrays.join(", ")}) as ${name} (${columns.map(([column]) => column).join(", ")})`;
}

function dates(instants: readonly Instant[]): Date[] {
  return instants.map((instant) => new Date(instant));
}
