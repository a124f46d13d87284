import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import type { Instant, Period } from "@/lib/period";
import { costOf } from "@/lib/pricing/price";
import { forEachClass, totalTokens } from "@/lib/usage/tokens";
import { type Difference, type DifferenceCell, difference } from "./difference";
import type { Filters } from "./dimension";
import { namesOf, type Prices, pricesKnown, type ResolvedUsage, resolvedPrice, resolvedUsage, scopeOf } from "./queries";
import { addTokens } from "./spend";

/** What cells are told apart by, beside what picks their price. */
export const told = ["team", "project"] as const;

export type CausesQuery = { before: Period; now: Period; filters?: Filters; excluded?: Filters; asOf?: Instant };

/** Why spend differs between two periods: parts that add up to the difference, by model, team and project. */
export async function causes(access: Access, { before, now, filters = {}, excluded = {}, asOf }: CausesQuery): Promise<Difference> {
  const prices = await pricesKnown(access, asOf);
  return snapshot(async (client) => {
    const earlier = await cellsOf(client, access, { period: before, filters, excluded }, prices, null);
    const later = await cellsOf(client, access, { period: now, filters, excluded }, prices, now.from - 1);
    return difference(earlier, later);
  });
}

/** A period's usage cell by cell. `priorAt`: when the prices before it were in force. */
async function cellsOf(
  client: pg.ClientBase,
  access: Access,
  query: { period: Period; filters: Filters; excluded: Filters },
  prices: Prices,
  priorAt: Instant | null,
): Promise<DifferenceCell[]> {
  const usage = await resolvedUsage(client, access, scopeOf(query, prices), prices, told);
  return differenceCells(usage, await namesOf(client, access, told, usage), prices, priorAt);
}

/** Usage by model, team and project, cell by cell. `names`: of the ids of teams and projects; `priorAt`: when the prices before it were in force. */
export function differenceCells(
  usage: readonly ResolvedUsage[],
  names: ReadonlyMap<number, string>,
  prices: Prices,
  priorAt: Instant | null,
): DifferenceCell[] {
  const cells = new Map<string, DifferenceCell>();
  for (const each of usage) {
    const { team = 0, project = 0 } = each.ids;
    const model = each.model ? `${each.model.provider}/${each.model.id}` : `${each.providerName ?? ""}/${each.name}`;
    // By the name as it was sent: where it began to mean another model, or to have a price, that is what changed.
    const key = [each.rawModelId, each.serviceTierId, each.band].join(" ");
    const place = [key, team, project].join(" ");
    const known = cells.get(place) ?? {
      ...{ key, names: { model, team: names.get(team) ?? null, project: names.get(project) ?? null } },
      ...{ tokens: forEachClass(() => 0n), requests: 0n, list: noPrices, actual: 0n, unpricedTokens: 0n },
      prior: priorAt === null ? null : (resolvedPrice(prices, each, priorAt).price?.list ?? null),
    };
    cells.set(place, added(known, each));
  }
  return [...cells.values()];
}

const noPrices = { ...forEachClass(() => 0n), request: 0n };

function added(cell: DifferenceCell, { price, tokens, requests }: ResolvedUsage): DifferenceCell {
  if (!price) return { ...cell, unpricedTokens: cell.unpricedTokens + totalTokens(tokens) };
  const { list, prices } = price;
  return {
    ...cell,
    tokens: addTokens(cell.tokens, tokens),
    requests: cell.requests + requests,
    list: {
      ...forEachClass((name) => cell.list[name] + tokens[name] * list[name]),
      request: cell.list.request + requests * list.request,
    },
    actual: cell.actual + costOf(tokens, requests, prices),
  };
}
