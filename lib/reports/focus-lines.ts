import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { attributed } from "@/lib/attribution/rule";
import type { Instant, Period } from "@/lib/period";
import { bucketsOf } from "@/lib/spend/bucket";
import { namesOf, type ResolvedUsage, type SpendReading } from "@/lib/spend/queries";
import { type RatedKey, usageByGroupInBatches } from "@/lib/spend/usage";
import type { Tokens } from "@/lib/usage/tokens";

const allocations = [...attributed, "source"] as const;

/** A day's usage of one model at one price, by whom it counts under. */
export type DayLine = {
  day: Period;
  /** A usage of this model, tier and price: all of the line have the same. */
  of: Pick<ResolvedUsage, "model" | "name" | "providerName" | "tier" | "price">;
  allocation: Record<(typeof allocations)[number], string | null>;
  tokens: Tokens;
  requests: bigint;
};

/** The month by day, model, price and allocation, oldest first, some at a time and any number of them; within a transaction. */
export async function* dayLines(client: pg.ClientBase, access: Access, { scope, usage }: SpendReading): AsyncGenerator<DayLine[]> {
  const buckets = bucketsOf(scope.period, "day", access.timezone);
  const ends: Instant[] = [...buckets.slice(1).map(({ start }) => start), scope.period.to];
  const kinds: ResolvedUsage[] = [];
  const places = new Map<string, number>();
  const placeOf = (each: ResolvedUsage) => {
    const key = kindOf(each);
    const known = places.get(key) ?? kinds.push(each) - 1;
    places.set(key, known);
    return known;
  };
  const keys: RatedKey<"cost">[] = usage.map((each) => {
    const place = placeOf(each);
    const { price } = each;
    return { ...each, places: { provider: place, model: place, model_raw: place }, isPriced: price !== null, rates: { cost: price?.prices ?? null } };
  });
  const grouping = { buckets, columns: allocations, places: ["model"] as const };
  for await (const rows of usageByGroupInBatches(client, access, scope, grouping, keys, ["cost"])) {
    const names = await namesOf(client, access, allocations, rows);
    yield rows.flatMap(({ bucket, places: at, ids, tokens, requests }) => {
      const of = kinds[at.model ?? -1];
      const start = buckets[bucket]?.start;
      const to = ends[bucket];
      if (!of || start === undefined || to === undefined) return [];
      const allocation = Object.fromEntries(allocations.map((name) => [name, names.get(ids[name] ?? 0) ?? null])) as DayLine["allocation"];
      return [{ day: { from: start, to }, of, allocation, tokens, requests }];
    });
  }
}

/** What makes two usages stand in different lines. */
function kindOf({ model, name, providerName, tier, price }: ResolvedUsage): string {
  const paid = price && [price.basis, ...Object.values(price.prices), ...Object.values(price.list)].join(" ");
  return JSON.stringify([providerName, model?.id ?? null, model ? null : name, tier, paid]);
}
