import "server-only";
import type { Access } from "@/lib/access";
import { type Attributed, attributed } from "@/lib/attribution/rule";
import { pool, snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import type { BookModel } from "@/lib/pricing/book";
import { costOf, type Price, resolve } from "@/lib/pricing/price";
import { forEachClass, type Tokens } from "@/lib/usage/tokens";
import { type Prices, pricesKnown, resolvedUsage, type SpendQuery, scopeOf } from "./queries";
import { eventsBetween, Parameters, readingOf } from "./usage";

/** One usage row with its cost and the price applied; null: unpriced. */
export type UsageEvent = {
  startsAt: Instant;
  provider: string;
  modelRaw: string;
  model: BookModel | null;
  serviceTier: string | null;
  /** As what picks its price knows the size of its prompt. */
  band: bigint;
  team: string | null;
  project: string | null;
  user: string | null;
  apiKey: string | null;
  source: string | null;
  /** What the source said where it counts under somebody else. */
  stated: Partial<Record<Attributed, string | null>>;
  importId: number;
  line: string;
  requests: bigint | null;
  tokens: Tokens;
  reasoning: bigint;
  cost: Pico | null;
  price: Price | null;
};

export type EventPage = { items: UsageEvent[]; nextCursor: string | null };

export type EventQuery = Pick<SpendQuery, "period" | "asOf" | "filters" | "excluded"> & { cursor?: string; limit?: number };

/** Single usage rows, newest first, a page at a time. Throws `invalid_input` for a cursor that is none of ours. */
export async function events(access: Access, { period, filters = {}, excluded = {}, asOf, cursor, limit = 100 }: EventQuery): Promise<EventPage> {
  const parameters = new Parameters(access);
  const picked = { filters, excluded };
  const found = eventsBetween(parameters, access, picked, period, await readingOf(pool(), access, picked), attributed);
  const place = cursor === undefined ? null : placeOf(cursor);
  const after = place
    ? `and (e.starts_at, e.import_id, e.line) < (${parameters.add(new Date(place.at))}, ${parameters.add(place.importId)}, ${parameters.add(place.line)})`
    : "";
  const prices = await pricesKnown(access, asOf);
  const isKeyed = [filters, excluded].some(({ provider, model }) => provider || model);
  const keyed = isKeyed ? `and ${await amongKeys(access, { period, ...picked }, prices, parameters)}` : "";
  const rows = await eventRows(`${found} ${keyed} ${after}`, parameters, limit + 1);
  const items = rows.slice(0, limit).map((row) => toEvent(row, prices));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `${last.startsAt}.${last.importId}.${last.line}` : null };
}

/** One usage row by where it stands, with the prices as known at `asOf`; null: there is none that this access sees. */
export async function eventAt(access: Access, { importId, line }: Pick<UsageEvent, "importId" | "line">, asOf?: Instant): Promise<UsageEvent | null> {
  const parameters = new Parameters(access);
  const own = { filters: { import: [String(importId)] }, excluded: {} };
  const found = eventsBetween(parameters, access, own, everything, await readingOf(pool(), access, own), attributed);
  const [row] = await eventRows(`${found} and e.import_id = ${parameters.add(importId)} and e.line = ${parameters.add(line)}`, parameters, 1);
  return row ? toEvent(row, await pricesKnown(access, asOf)) : null;
}

const everything = { from: Date.UTC(1970, 0, 1), to: Date.UTC(9999, 0, 1) };

/** The rows of `from … where …`, newest first, with their names. */
// biome-ignore lint/suspicious/noExplicitAny: rows of pg
async function eventRows(found: string, parameters: Parameters, limit: number): Promise<any[]> {
  const nameOf = (column: string) => `(select name from dimension_value d where d.workspace_id = $1 and d.id = e.${column}_id) as ${column}_name`;
  const names = [...attributed, ...attributed.map((dimension) => `raw_${dimension}`), "source"].map(nameOf);
  const { rows } = await pool().query(
    `select e.*, m.provider, m.name as model_name, coalesce(t.name, '') as tier, ${names.join(", ")}
     from (select e.* ${found} order by e.starts_at desc, e.import_id desc, e.line desc limit ${parameters.add(limit)}) e
       join dimension_value m on m.workspace_id = e.workspace_id and m.id = e.raw_model_id
       left join dimension_value t on t.workspace_id = e.workspace_id and t.id = e.service_tier_id
     order by e.starts_at desc, e.import_id desc, e.line desc`,
    parameters.values,
  );
  return rows;
}

function toEvent(row: Awaited<ReturnType<typeof eventRows>>[number], { book, rules }: Prices): UsageEvent {
  const startsAt = row.starts_at.getTime();
  const band = BigInt(row.prompt_band);
  const { model, price } = resolve(book, rules, { provider: row.provider, name: row.model_name, tier: row.tier, band }, startsAt);
  const tokens = forEachClass((name) => BigInt(row[name]));
  const requests = row.requests === null ? null : BigInt(row.requests);
  return {
    startsAt,
    provider: row.provider,
    modelRaw: row.model_name,
    model,
    serviceTier: row.tier || null,
    band,
    team: row.team_name,
    project: row.project_name,
    user: row.user_name,
    apiKey: row.api_key_name,
    source: row.source_name,
    stated: Object.fromEntries(
      attributed.flatMap((dimension) => (row[`raw_${dimension}_id`] === row[`${dimension}_id`] ? [] : [[dimension, row[`raw_${dimension}_name`]]])),
    ),
    importId: row.import_id,
    line: row.line,
    requests,
    tokens,
    reasoning: BigInt(row.reasoning),
    cost: price && costOf(tokens, requests, price.prices),
    price,
  };
}

/** The condition for what resolves to the models and providers asked for: names, each in the times it does. */
async function amongKeys(access: Access, query: SpendQuery, prices: Prices, parameters: Parameters): Promise<string> {
  const scope = scopeOf(query, prices);
  const keys = await snapshot((client) => resolvedUsage(client, access, scope, prices));
  const epoch = `width_bucket(e.starts_at, ${parameters.add(scope.cuts.map((cut) => new Date(cut)))}::timestamptz[])`;
  const columns = [keys.map((key) => key.rawModelId), keys.map((key) => key.epoch)].map((values) => `${parameters.add(values)}::int4[]`);
  return `(e.raw_model_id, ${epoch}) in (select * from unnest(${columns.join(", ")}))`;
}

const cursorShape = /^(\d{1,14})\.(\d{1,9})\.(\d{1,18})$/;

/** Whether a text is a cursor that `events` takes. */
export function isCursor(text: unknown): text is string {
  return typeof text === "string" && cursorShape.test(text);
}

function placeOf(cursor: string): { at: number; importId: number; line: string } {
  const [, at, importId, line] = cursorShape.exec(cursor) ?? [];
  if (!at || !importId || !line)
    throw new Refusal("invalid_input", "cursor: take it from next_cursor", {
      errors: [{ path: "cursor", code: "invalid", detail: "take it from next_cursor" }],
    });
  return { at: Number(at), importId: Number(importId), line };
}
