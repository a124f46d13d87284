import "server-only";
import type pg from "pg";
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
    const known = await client.query("select 1 from book_model limit 1");
    const recordedAt = known.rowCount ? new Date(now()) : null;
    const add = async () => {
      await addProviderAliases(client, providerAliases);
      for (const model of models) await addModel(client, model, recordedAt);
    };
    await (recordedAt ? moving(client, add) : add());
  });
}
