import "server-only";
import type pg from "pg";
import { type Instant, type Period, segmentStarts, type Zone } from "@/lib/period";
import { priceCuts } from "@/lib/pricing/cuts";
import { promptEdges } from "@/lib/pricing/edges";
import { priceBook, recordedRules, windowsEver } from "@/lib/pricing/queries";
import { lockBoundaries } from "./locks";

/**
 * Where the rollup is cut: local days and price starts in time, prompt edges in size (tokens). `eventsFrom`: before it raw events were removed, so nothing is cut
 * anew there; null: none were. `oldEdges`: those that prices from before it have.
 */
export type Boundaries = {
  zone: Zone;
  cuts: readonly Instant[];
  edges: readonly bigint[];
  eventsFrom: Instant | null;
  oldEdges: readonly bigint[];
};

/** Reads the boundaries of a workspace and keeps them still until the end of the transaction. */
export async function heldBoundaries(client: pg.ClientBase, workspaceId: number): Promise<Boundaries> {
  await lockBoundaries(client, workspaceId, "shared");
  return readBoundaries(client, workspaceId);
}

/** For who holds the lock already. */
export async function readBoundaries(client: pg.ClientBase, workspaceId: number): Promise<Boundaries> {
  const { rows } = await client.query<{ timezone: Zone; events_from: Date | null }>("select timezone, events_from from workspace where id = $1", [
    workspaceId,
  ]);
  const book = await priceBook({ client });
  // Withdrawn ones and former windows too: what was known then can be asked for at any time.
  const rules = (await recordedRules(workspaceId, { client })).map(({ rule }) => rule);
  const windows = await windowsEver(client);
  const eventsFrom = rows[0]?.events_from?.getTime() ?? null;
  const oldRules = eventsFrom === null ? [] : rules.filter(({ startsAt }) => startsAt < eventsFrom);
  return {
    ...{ zone: rows[0]?.timezone ?? "UTC", cuts: priceCuts(book, rules), edges: promptEdges(book, rules, windows) },
    ...{ eventsFrom, oldEdges: eventsFrom === null ? [] : promptEdges(book, oldRules, windows) },
  };
}

/** The sorted segment starts that cover both ends of a period, as SQL takes them. */
export function segmentsFor({ zone, cuts }: Boundaries, { from, to }: Period): Date[] {
  return segmentStarts({ from, to: to + 1 }, zone, cuts).map((start) => new Date(start));
}
