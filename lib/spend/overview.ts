import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { addDays, type Day, daysBetween, daysPeriod, type Instant, type Period, startOfDay } from "@/lib/period";
import { type Bucket, bucketsOf } from "./bucket";
import { differenceCells, told } from "./causes";
import { type Comparison, type ComparisonMode, fairComparison } from "./comparison";
import { type Difference, difference } from "./difference";
import { type Dimension, isColumn, isName } from "./dimension";
import { amountOf, type Measure } from "./measure";
import { comparedOnly, namesOf, type Prices, pricesKnown, type ResolvedUsage, resolvedUsage, type SpendQuery, scopeOf } from "./queries";
import type { Range } from "./range";
import type { Named } from "./ranking";
import { foremostKeys, type GroupAmount, type Series, seriesOf, trendsOf } from "./series";
import { addSums, noSums, type SpendTotal, type Sums, spendTotal, sumsOf } from "./spend";
import { daysLookedBackOn } from "./unusual";
import { dataUntil, type GroupRow, type RatedKey, type Reading, readingOf, type Scope, usageByGroup } from "./usage";
import type { Step } from "./view";

export type OverviewQuery = Pick<SpendQuery, "filters" | "excluded" | "asOf"> & {
  range: Range;
  compare: ComparisonMode | "none";
  step: Step;
  measure: Measure;
  groupBy: Dimension;
  /** What is ranked beside it. */
  ranked: readonly Dimension[];
};

/** What a stretch of days says of itself, read in one snapshot: every part is of the same usage at the same prices. */
export type Overview = {
  prices: Prices;
  total: SpendTotal;
  buckets: Bucket[];
  /** By `groupBy`; all of them add up to the total in each bucket. */
  series: Series[];
  /** The same of each of the largest names. */
  trends: Map<string | null, (bigint | null)[]>;
  /** What the same bucket of the stretch it is compared with came to; null: nothing was reported, or it is compared with none. */
  before: (bigint | null)[];
  comparison: Comparison | null;
  /** Over the same stretch of both; null: there is nothing to compare with. */
  fair: { current: SpendTotal; previous: SpendTotal } | null;
  causes: Difference | null;
  names: Map<Dimension, { now: Named[]; before: Named[] }>;
  /** What each team used each day, from so many days before the stretch on; empty for a stretch too long to look at day by day. */
  teamDays: TeamDay[];
};

export type TeamDay = { day: Day; team: string | null; sums: Sums };

const longestDayByDay = 186;

/** Everything about a stretch of days. Throws `range_too_long` for hours of more than 31 days. */
export async function overview(access: Access, query: OverviewQuery, at: Instant): Promise<Overview> {
  const prices = await pricesKnown(access, query.asOf);
  return snapshot(async (client) => {
    const reader = new Reader(client, access, query, prices, await readingOf(client, access, { filters: query.filters ?? {} }));
    const { range, groupBy, step, measure } = query;
    const period = daysPeriod(range.from, range.to, access.timezone);
    const usage = await reader.usage(period);
    const until = await dataUntil(client, access, reader.scope(period), at);
    const total: SpendTotal = { ...spendTotal(usage, until), comparedOnly: await comparedOnly(client, access, reader.scope(period), prices, usage) };
    const dimensions = [...new Set([groupBy, ...query.ranked])];

    const comparison = query.compare === "none" ? null : fairComparison(range, query.compare, access.timezone, at, until);
    const previous = comparison && (await reader.usage(comparison.previous));
    const current =
      comparison?.isPartial && (await reader.hasUsage({ from: comparison.current.to, to: period.to }))
        ? await reader.usage(comparison.current)
        : usage;

    const now = new Map<Dimension, Groups>();
    const before = new Map<Dimension, Groups>();
    for (const dimension of dimensions) {
      now.set(dimension, await reader.groups(dimension, period, usage));
      before.set(dimension, previous && comparison ? await reader.groups(dimension, comparison.previous, previous) : new Map());
    }

    const buckets = bucketsOf(period, step, access.timezone);
    const foremost = foremostKeys([...(now.get(groupBy) ?? [])].map(([key, sums]) => ({ key, amount: amountOf(measure, sums) })));
    const trend = await reader.trend(period, step, usage, buckets, { dimension: groupBy, foremost, measure });
    const earlier = comparison ? bucketsOf(comparison.whole, step, access.timezone) : [];
    const isWhole = comparison?.whole.from === comparison?.previous.from && comparison?.whole.to === comparison?.previous.to;
    const earlierRows = comparison
      ? await reader.trend(comparison.whole, step, isWhole ? previous : null, earlier, { dimension: groupBy, foremost: [], measure })
      : [];
    const teamDays = daysBetween(range.from, range.to).length <= longestDayByDay ? await reader.teamDays(range) : [];

    const names = await reader.names(
      [...[...now, ...before].flatMap(([dimension, groups]) => idsOf(dimension, groups.keys())), ...teamDays.map(({ team }) => team)],
      [...usage, ...(previous ?? [])],
    );
    const named = (dimension: Dimension, groups: Groups | undefined): Named[] =>
      [...(groups ?? [])].map(([key, sums]) => ({ name: nameOf(dimension, key, names), sums }));
    return {
      ...{ prices, total, buckets, comparison },
      series: seriesOf(trend, buckets.length, foremost, (key) => nameOf(groupBy, key, names)),
      trends: new Map([...trendsOf(trend, buckets.length, foremost)].map(([key, values]) => [nameOf(groupBy, key, names), values])),
      before: buckets.map((_, bucket) =>
        earlierRows.reduce<bigint | null>((sum, row) => (row.bucket === bucket ? (sum ?? 0n) + (row.amount ?? 0n) : sum), null),
      ),
      fair: previous && { current: current === usage ? total : spendTotal(current, until), previous: spendTotal(previous, null) },
      causes:
        previous && comparison
          ? difference(differenceCells(previous, names, prices, null), differenceCells(current, names, prices, comparison.current.from - 1))
          : null,
      names: new Map(
        dimensions.map((dimension) => [dimension, { now: named(dimension, now.get(dimension)), before: named(dimension, before.get(dimension)) }]),
      ),
      teamDays: teamDays.map(({ day, team, sums }) => ({ day, team: names.get(team) ?? null, sums })),
    };
  });
}

/** What was used in a range by a dimension, whatever it came to. */
export async function usedValues(
  access: Access,
  query: Pick<SpendQuery, "filters" | "excluded" | "asOf"> & { range: Range },
  dimension: Dimension,
): Promise<Named[]> {
  const prices = await pricesKnown(access, query.asOf);
  return snapshot(async (client) => {
    const reader = new Reader(client, access, query, prices, await readingOf(client, access, { filters: query.filters ?? {} }));
    const period = daysPeriod(query.range.from, query.range.to, access.timezone);
    const groups = await reader.groups(dimension, period, await reader.usage(period));
    const names = await reader.names(idsOf(dimension, groups.keys()), []);
    return [...groups].map(([key, sums]) => ({ name: nameOf(dimension, key, names), sums }));
  });
}

function nameOf(dimension: Dimension, key: string, names: ReadonlyMap<number, string>): string | null {
  return isId(dimension) && dimension !== "import" ? (names.get(Number(key)) ?? null) : key || null;
}

/** What usage comes to by what it is grouped under: names as such, what is a column by its id; "" and "0" are unattributed. */
type Groups = Map<string, Sums>;

/** Dimensions whose keys are ids. */
function isId(dimension: Dimension): boolean {
  return isColumn(dimension) && !isName(dimension);
}

function idsOf(dimension: Dimension, keys: Iterable<string>): number[] {
  return isId(dimension) && dimension !== "import" ? [...keys].map(Number) : [];
}

/** Reads the usage that a page is about, in its snapshot. */
class Reader {
  constructor(
    private readonly client: pg.ClientBase,
    private readonly access: Access,
    private readonly query: Pick<SpendQuery, "filters" | "excluded">,
    private readonly prices: Prices,
    private readonly reading: Reading,
  ) {}

  scope(period: Period, step?: Step): Scope {
    const { filters = {}, excluded = {} } = this.query;
    return { ...scopeOf({ period, filters, excluded, ...(step && { granularity: step }) }, this.prices), reading: this.reading };
  }

  /** By what picks its price, and by what a change is told by. */
  usage(period: Period): Promise<ResolvedUsage[]> {
    return resolvedUsage(this.client, this.access, this.scope(period), this.prices, told);
  }

  async hasUsage(period: Period): Promise<boolean> {
    return (await dataUntil(this.client, this.access, this.scope(period), period.to)) !== null;
  }

  /** Usage by a dimension: made of what is known already where that can tell, else read. */
  async groups(dimension: Dimension, period: Period, usage: readonly ResolvedUsage[]): Promise<Groups> {
    const groups: Groups = new Map();
    const add = (key: string, sums: Sums) => groups.set(key, addSums(groups.get(key) ?? noSums, sums));
    const keyOf = keysOf[dimension];
    if (keyOf) for (const each of usage) add(keyOf(each), sumsOf(each));
    else if (isColumn(dimension) && usage.length) {
      const grouping = { buckets: [{ label: null, start: period.from }], columns: [dimension], places: [] };
      for (const row of await this.rows(period, undefined, usage, grouping)) add(String(row.ids[dimension] ?? 0), sumsIn(row));
    }
    return groups;
  }

  /** What each of the foremost groups came to in each bucket, and the others together. `usage`: of the period, where it is known. */
  async trend(
    period: Period,
    step: Step,
    usage: readonly ResolvedUsage[] | null,
    buckets: Bucket[],
    { dimension, foremost, measure }: { dimension: Dimension; foremost: readonly string[]; measure: Measure },
  ): Promise<GroupAmount[]> {
    const keys = usage ?? (await resolvedUsage(this.client, this.access, this.scope(period), this.prices));
    if (!keys.length) return [];
    const keyOf = keysOf[dimension];
    const isByColumn = foremost.length > 0 && isId(dimension) && dimension !== "service_tier";
    const column = isByColumn && isColumn(dimension) ? dimension : null;
    const placeOf = (each: ResolvedUsage) => (column ? 0 : foremost.indexOf(keyOf?.(each) ?? ""));
    const rows = await this.rows(
      period,
      step,
      keys,
      { buckets, columns: column ? [column] : [], places: column ? [] : ["model"], ...(column && { own: foremost.map(Number) }) },
      placeOf,
    );
    return rows.map((row) => ({
      bucket: row.bucket,
      key: column ? (row.ids[column] === -1 ? null : String(row.ids[column])) : (foremost[row.places.model ?? -1] ?? null),
      amount: amountOf(measure, sumsIn(row)),
    }));
  }

  /** What each team used each local day of a range and the days it looks back on. */
  async teamDays(range: Range): Promise<{ day: Day; team: number; sums: Sums }[]> {
    const { timezone } = this.access;
    const period = { from: startOfDay(addDays(range.from, -daysLookedBackOn), timezone), to: startOfDay(range.to, timezone) };
    const usage = await resolvedUsage(this.client, this.access, this.scope(period), this.prices);
    const buckets = bucketsOf(period, "day", timezone);
    const rows = usage.length ? await this.rows(period, undefined, usage, { buckets, columns: ["team"], places: [] }) : [];
    return rows.map((row) => ({ day: buckets[row.bucket]?.label ?? "", team: row.ids.team ?? 0, sums: sumsIn(row) }));
  }

  async names(ids: readonly number[], usage: readonly ResolvedUsage[]): Promise<Map<number, string>> {
    return namesOf(this.client, this.access, [...told, "user"], [...ids.map((id) => ({ ids: { user: id } })), ...usage]);
  }

  private rows(
    period: Period,
    step: Step | undefined,
    usage: readonly ResolvedUsage[],
    grouping: Omit<Parameters<typeof usageByGroup>[3], "limit">,
    placeOf: (usage: ResolvedUsage) => number = () => 0,
  ): Promise<GroupRow<"cost">[]> {
    const keys = new Map<string, RatedKey<"cost">>();
    for (const each of usage) {
      const { rawModelId, serviceTierId, band, epoch, price } = each;
      const place = placeOf(each);
      keys.set([rawModelId, serviceTierId, band, epoch].join(" "), {
        ...{ rawModelId, serviceTierId, band, epoch, isPriced: price !== null },
        places: { provider: place, model: place, model_raw: place },
        rates: { cost: price?.prices ?? null },
      });
    }
    return usageByGroup(this.client, this.access, this.scope(period, step), { ...grouping, limit: mostGroups }, [...keys.values()], ["cost"]);
  }
}

/** More than any page shows; a ranking of more names than this would not add up, so none may be cut. */
const mostGroups = 10_000_000;

/** How the usage that is read anyway is grouped. */
const keysOf: Partial<Record<Dimension, (usage: ResolvedUsage) => string>> = {
  provider: ({ providerName }) => providerName ?? "",
  model: ({ providerName, model, name }) => `${providerName ?? ""}/${model?.id ?? name}`,
  model_raw: ({ name }) => name,
  service_tier: ({ serviceTierId }) => String(serviceTierId),
  team: ({ ids }) => String(ids.team ?? 0),
  project: ({ ids }) => String(ids.project ?? 0),
};

function sumsIn({ requests, tokens, amounts, unpriced }: GroupRow<"cost">): Sums {
  return { requests, tokens, cost: amounts.cost, unpriced };
}
