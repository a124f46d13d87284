import "server-only";
import type pg from "pg";
import { auditInstallation } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { addModel, addProviderAliases, lockBook } from "./entries";
import { readOwnList } from "./lists/obole";
import reference from "./reference/prices.json";

/** Runs a change of prices, and moves what depends on where prices begin. */
type Moving = (client: pg.ClientBase, change: () => Promise<void>) => Promise<void>;

/**
 * Puts the reference price book that ships with this version into the database. Idempotent and append-only: what is there stays, what is new is added.
 * The first book counts as always known; what a later version adds is recorded at the time of its installation.
 * `moving` runs an addition to a book that was there.
 */
export async function installReferenceBook(moving: Moving = (_client, change) => change()): Promise<void> {
  const { providerAliases, models } = readOwnList(reference);
  await transaction(async (client) => {
    await lockBook(client);
    const before = await entryCount(client);
    const recordedAt = before ? new Date(now()) : null;
    const add = async () => {
      await addProviderAliases(client, providerAliases, recordedAt);
      for (const model of models) await addModel(client, model, recordedAt);
    };
    await (recordedAt ? moving(client, add) : add());
    const after = await entryCount(client);
    if (after === before) return;
    await auditInstallation(client, { actor: "system" }, { action: "price_book.installed", before: { entries: before }, after: { entries: after } });
  });
}

/** How many periods, aliases and descriptions of models the book holds. */
async function entryCount(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    "select (select count(*) from book_period) + (select count(*) from book_alias) + (select count(*) from book_model_version) as count",
  );
  return Number(rows[0]?.count ?? 0);
}
