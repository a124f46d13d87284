import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { movingBoundaries } from "@/lib/imports/boundaries";
import { type Explained, type Explanation, explainedCost } from "@/lib/spend/explanation";
import { type Prices, pricesKnown } from "@/lib/spend/queries";
import { type Effect, effectOf } from "./effect";

/** Thrown to leave a transaction without keeping anything of it. */
class Foregone<Answer> extends Error {
  constructor(readonly answer: Answer) {
    super("only tried");
  }
}

const patienceMs = 3_000;

/** Changes prices of a workspace or of all in one transaction, and moves what depends on where they begin. Waits for a running import where it must. */
export async function changePrices(workspaceId: number | "all", change: (client: pg.ClientBase) => Promise<void>): Promise<void> {
  await transaction((client) => movingBoundaries(client, workspaceId, () => change(client)));
}

/** What a change of prices would do to all history of this workspace. Throws `busy` where it would have to wait for a running import. */
export function tryPrices(access: Access, change: (client: pg.ClientBase) => Promise<void>): Promise<Effect> {
  return asIf(access, change, async (client, before) => effectOf(client, access, before, await pricesKnown(access, undefined, client)));
}

/** How a cost would come about after a change of prices. Throws `busy` like `tryPrices`. */
export function explainedAsIf(access: Access, change: (client: pg.ClientBase) => Promise<void>, query: Explained): Promise<Explanation> {
  return asIf(access, change, (client) => explainedCost(access, query, client));
}

/** The change is made, measured and taken back, so what it shows is what it does. */
async function asIf<Answer>(
  access: Access,
  change: (client: pg.ClientBase) => Promise<void>,
  measured: (client: pg.ClientBase, before: Prices) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await transaction(async (client): Promise<Answer> => {
      await client.query(`set local lock_timeout = ${patienceMs}`);
      const before = await pricesKnown(access, undefined, client);
      await movingBoundaries(client, access.workspaceId, () => change(client));
      throw new Foregone(await measured(client, before));
    });
  } catch (error) {
    if (error instanceof Foregone) return error.answer;
    // 55P03: a lock was not to be had in time.
    if ((error as { code?: string }).code !== "55P03") throw error;
    throw new Refusal("busy", "an import is running, and a price that begins inside a day waits for it; try again when it is done", {
      retryAfterSeconds: 5,
    });
  }
}
