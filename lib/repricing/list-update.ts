import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { type AuditEntry, audit, auditInstallation } from "@/lib/audit";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { type Day, dayOf, type Instant } from "@/lib/period";
import { addAlias, addCheck, addModel, addProviderAliases, appendPeriod, lockBook, noteDates } from "@/lib/pricing/entries";
import { differenceOf, type ListDifference } from "@/lib/pricing/lists/difference";
import { type PriceList, UnreadableList } from "@/lib/pricing/lists/list";
import { readPriceList } from "@/lib/pricing/lists/read";
import { priceBook } from "@/lib/pricing/queries";
import type { Explained, Explanation } from "@/lib/spend/explanation";
import { changePrices, explainedAsIf, tryPrices } from "./change";
import type { Effect } from "./effect";

/** How a list is to be taken. Days are UTC, as the price book's are. */
export type ListOptions = {
  /** From when its undated prices hold; today by default. */
  from?: Day | undefined;
  /** When it was fetched; today by default. */
  retrieved?: Day | undefined;
  /** Also what asks for a second look. */
  takesSuspicious?: boolean | undefined;
};

export type Applied = { prices: number; models: number; aliases: number; unchanged: number };

/** What a price list would change in the book. Throws `unreadable_list`. */
export async function listDifference(text: string, { from, retrieved }: ListOptions): Promise<{ list: PriceList; difference: ListDifference }> {
  const today = dayOf(now(), "UTC");
  const list = readList(text, retrieved ?? today);
  return { list, difference: differenceOf(await priceBook(), list, startOf(from ?? today)) };
}

/** What taking a list would do to all history of this workspace. */
export function tryList(access: Access, list: PriceList, difference: ListDifference, options: ListOptions): Promise<Effect> {
  return tryPrices(access, async (client) => {
    await write(client, list, difference, options);
  });
}

/** How a cost would come about with a list's prices. Throws `busy`. */
export function explainedWithList(
  access: Access,
  list: PriceList,
  difference: ListDifference,
  options: ListOptions,
  query: Explained,
): Promise<Explanation> {
  return explainedAsIf(access, async (client) => void (await write(client, list, difference, options)), query);
}

/** Adds a list's prices to the book of all workspaces, as new periods. Throws `unreadable_list`. */
export function applyList(access: Access, text: string, options: ListOptions, { address }: { address?: string } = {}): Promise<Applied> {
  return taken(text, options, (client, entry) => audit(client, access, { ...entry, address }));
}

/** The same from the command line, where nobody is signed in: it is noted in the trail of the installation. */
export function applyListAsOperator(text: string, options: ListOptions): Promise<Applied> {
  return taken(text, options, (client, entry) => auditInstallation(client, { actor: "console" }, entry));
}

type Note = (client: pg.ClientBase, entry: AuditEntry) => Promise<void>;

async function taken(text: string, options: ListOptions, note: Note): Promise<Applied> {
  const { list, difference } = await listDifference(text, options);
  let applied: Applied = { prices: 0, models: 0, aliases: 0, unchanged: 0 };
  await changePrices("all", async (client) => {
    applied = await write(client, list, difference, options);
    await note(client, { action: "price_book.updated", target: list.format, after: { ...applied, ...options } });
  });
  return applied;
}

async function write(client: pg.ClientBase, list: PriceList, difference: ListDifference, { takesSuspicious = false }: ListOptions): Promise<Applied> {
  await lockBook(client);
  const recordedAt = new Date(now());
  const isTaken = ({ isSuspicious }: { isSuspicious: boolean }) => takesSuspicious || !isSuspicious;
  const [added, changed] = [difference.added.filter(isTaken), difference.changed.filter(isTaken)];
  await addProviderAliases(client, list.providerAliases, recordedAt);
  for (const { model } of added) await addModel(client, model, recordedAt);
  for (const { model, period, from } of changed) await appendPeriod(client, model, period, { sources: from.sources, recordedAt, isNew: false });
  for (const { model, alias } of difference.aliases) await addAlias(client, model, alias, recordedAt);
  for (const { model, from } of difference.unchanged) {
    for (const source of from.sources) await addCheck(client, model, source, recordedAt);
    await noteDates(client, model, from, recordedAt);
  }
  return { prices: changed.length, models: added.length, aliases: difference.aliases.length, unchanged: difference.unchanged.length };
}

function readList(text: string, retrieved: Day): PriceList {
  try {
    return readPriceList(text, retrieved);
  } catch (error) {
    if (error instanceof UnreadableList) throw new Refusal("unreadable_list", error.message);
    throw error;
  }
}

function startOf(day: Day): Instant {
  return Date.parse(`${day}T00:00:00Z`);
}
