import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Pico } from "@/lib/money";
import type { Instant, Month } from "@/lib/period";
import { priceCuts } from "@/lib/pricing/cuts";
import { type Bucket, bucketsOf } from "@/lib/spend/bucket";
import { type Explanation, explanationOf, type PricedUsage, pricedUsage } from "@/lib/spend/explanation";
import { pricesKnown } from "@/lib/spend/queries";
import { countedOnly, Parameters, readingOf } from "@/lib/spend/usage";
import { forEachClass, tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { understood } from "./names";
import { attributionOf, attributionRules } from "./queries";
import { inSets, movedCells } from "./recompute";
import { type Attributed, type AttributionRule, attributed } from "./rule";
import type { NewRule } from "./schema";

/** Usage of a month that would count under another value. `cost` null: nothing of it has a price. */
export type Move = {
  month: Month;
  dimension: Attributed;
  from: string | null;
  to: string | null;
  requests: bigint;
  tokens: bigint;
  cost: Pico | null;
  unpricedTokens: bigint;
  explanation: Explanation;
};

/** What a move is made of. */
type Moved = Omit<Move, "cost" | "unpricedTokens" | "explanation"> & { usage: (PricedUsage & { at: Instant })[] };

/** A change of the rules: what is added, or which one is withdrawn. */
export type RuleChange = { add: readonly NewRule[] } | { withdraw: number };

/** What a change of the rules would move, by the function that would move it; oldest month first, then the dearest. Writes nothing. */
export async function previewRules(access: Access, change: RuleChange): Promise<Move[]> {
  const prices = await pricesKnown(access);
  const cuts = priceCuts(prices.book, prices.rules);
  return snapshot(async (client) => {
    const { rules, names } = await changed(access, await attributionRules(client, access.workspaceId), change);
    const months = await monthsOf(client, access);
    if (!months.length) return [];
    const moves = new Map<string, Moved>();
    for (const row of await movedUsage(client, access, rules, { months, cuts })) {
      const key = [row.month, row.dimension, row.from_id, row.to_id].join("|");
      const known: Moved = moves.get(key) ?? {
        month: months[row.month]?.label ?? "",
        dimension: row.dimension,
        from: row.from_name,
        to: row.to_name ?? names.get(row.to_id) ?? null,
        ...{ requests: 0n, tokens: 0n, usage: [] },
      };
      const used = forEachClass((name) => BigInt(row[name]));
      const at = cuts[row.epoch - 1] ?? (cuts[0] ?? 0) - 1;
      const requests = BigInt(row.requests);
      const priceKey = { provider: row.provider, name: row.name, tier: row.tier, band: BigInt(row.prompt_band) };
      known.usage.push({ ...pricedUsage(prices, priceKey, at, { tokens: used, requests }), at });
      known.requests += requests;
      known.tokens += totalTokens(used);
      moves.set(key, known);
    }
    const explained = [...moves.values()].map(({ usage, ...move }): Move => {
      const explanation = explanationOf(usage.toSorted((a, b) => a.at - b.at));
      return { ...move, cost: explanation.cost, unpricedTokens: explanation.unpriced.tokens, explanation };
    });
    return explained.sort((a, b) => (a.month === b.month ? descending(a, b) : a.month < b.month ? -1 : 1));
  });
}

/** The months there is usage in. */
async function monthsOf(client: pg.ClientBase, { workspaceId, timezone }: Access): Promise<Bucket[]> {
  const { rows } = await client.query<{ first: Date | null; last: Date | null }>(
    "select min(segment) as first, max(segment) as last from usage_day_model where workspace_id = $1",
    [workspaceId],
  );
  const { first, last } = rows[0] ?? {};
  return first && last ? bucketsOf({ from: first.getTime(), to: last.getTime() + 1 }, "month", timezone) : [];
}

/** The usage that would count under another value, by month, both values and what picks its price. */
async function movedUsage(
  client: pg.ClientBase,
  access: Access,
  rules: readonly AttributionRule[],
  { months, cuts }: { months: readonly Bucket[]; cuts: readonly Instant[] },
) {
  const parameters = new Parameters(access);
  const moved = movedCells((value) => parameters.add(value), await attributionOf(client, access.workspaceId, access.timezone, rules));
  const counted = countedOnly(parameters, "r.segment", access.timezone, await readingOf(client, access, { filters: {} }));
  const starts = (instants: readonly Instant[]) => `${parameters.add(instants.map((instant) => new Date(instant)))}::timestamptz[]`;
  const pairs = attributed.map((dimension) => `('${dimension}', r.${dimension}_id, r.to_${dimension}_id)`);
  await client.query(inSets);
  const { rows } = await client.query(
    `with moved as (
       select width_bucket(r.segment, ${starts(months.map(({ start }) => start))}) - 1 as month, width_bucket(r.segment, ${starts(cuts)}) as epoch,
         d.dimension, d.from_id, d.to_id, r.raw_model_id, r.service_tier_id, r.prompt_band, sum(r.requests) as requests,
         ${tokenClasses.map((name) => `sum(r.${name}) as ${name}`).join(", ")}
       from ${moved} join import i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.status = 'done'
         cross join lateral (values ${pairs.join(", ")}) d (dimension, from_id, to_id)
       where d.from_id <> d.to_id ${counted.map((condition) => `and ${condition}`).join(" ")}
       group by 1, 2, 3, 4, 5, 6, 7, 8)
     select moved.*, m.provider, m.name, coalesce(t.name, '') as tier, f.name as from_name, o.name as to_name from moved
       join dimension_value m on m.workspace_id = $1 and m.id = moved.raw_model_id
       left join dimension_value t on t.workspace_id = $1 and t.id = moved.service_tier_id
       left join dimension_value f on f.workspace_id = $1 and f.id = moved.from_id
       left join dimension_value o on o.workspace_id = $1 and o.id = moved.to_id`,
    parameters.values,
  );
  return rows;
}

/** The rules as they would be, and the names of values that are only in them. */
async function changed(
  access: Access,
  inForce: readonly AttributionRule[],
  change: RuleChange,
): Promise<{ rules: AttributionRule[]; names: ReadonlyMap<number, string> }> {
  if ("add" in change) {
    const { rules, names } = await understood(access, change.add, { writes: false, after: inForce.at(-1)?.id ?? 0 });
    return { rules: [...inForce, ...rules], names };
  }
  if (!inForce.some(({ id }) => id === change.withdraw)) throw new Refusal("not_found", `there is no attribution rule ${change.withdraw} in force`);
  return { rules: inForce.filter(({ id }) => id !== change.withdraw), names: new Map() };
}

function descending(a: Move, b: Move): number {
  if (a.dimension !== b.dimension) return attributed.indexOf(a.dimension) - attributed.indexOf(b.dimension);
  if (a.cost !== b.cost) return (a.cost ?? -1n) > (b.cost ?? -1n) ? -1 : 1;
  return a.tokens > b.tokens ? -1 : 1;
}
