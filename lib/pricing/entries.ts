import "server-only";
import type pg from "pg";
import { decimalText } from "@/lib/money";
import type { tokenClasses } from "@/lib/usage/tokens";
import type { Source } from "./book";
import type { ListedModel, ListedPeriod } from "./lists/list";
import type { NamedPrices } from "./sheet";
import { toStoredTiers } from "./stored";

/** Held while the price book is written, by any process. */
const bookLock = 72707370;

/** Keeps others from writing the book until the end of the transaction. */
export async function lockBook(client: pg.ClientBase): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1)", [bookLock]);
}

/** Makes the spellings of providers known; one that is known already stays. */
export async function addProviderAliases(client: pg.ClientBase, aliases: ReadonlyMap<string, string>, recordedAt: Date | null): Promise<void> {
  await client.query(
    "insert into book_provider_alias (alias, provider, recorded_at) select alias, provider, $3 from unnest($1::text[], $2::text[]) a (alias, provider) on conflict do nothing",
    [[...aliases.keys()], [...aliases.values()], recordedAt],
  );
}

/** Adds a model with all that is new of it: what is there stays. `recordedAt` null: it counts as always known. */
export async function addModel(client: pg.ClientBase, model: ListedModel, recordedAt: Date | null): Promise<void> {
  // A list that is silent about a window, a multiplier or a date takes nothing back.
  await client.query(
    `insert into book_model (provider, id, name, tier, patterns, tokenizer, context_window, batch_multiplier, released_on, retired_on, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (provider, id) do update set name = excluded.name, tier = excluded.tier, patterns = excluded.patterns,
       tokenizer = excluded.tokenizer, note = excluded.note,
       context_window = coalesce(excluded.context_window, book_model.context_window),
       batch_multiplier = coalesce(excluded.batch_multiplier, book_model.batch_multiplier),
       released_on = coalesce(excluded.released_on, book_model.released_on), retired_on = coalesce(excluded.retired_on, book_model.retired_on)`,
    [
      ...[model.provider, model.id, model.name, model.tier, model.patterns, model.tokenizer, model.contextWindow],
      ...[model.batchMultiplier && decimalText(model.batchMultiplier), model.releasedOn, model.retiredOn, model.note],
    ],
  );
  await appendVersion(client, model, recordedAt);
  for (const alias of model.aliases) await addAlias(client, model, alias, recordedAt);
  for (const period of model.periods) await appendPeriod(client, model, period, { sources: model.sources, recordedAt, isNew: true });
}

const described = ["name", "tier", "patterns", "context_window", "batch_multiplier", "released_on", "retired_on", "note"];

/** Keeps what is said of a model now beside what was said before, where it is something else. */
async function appendVersion(client: pg.ClientBase, { provider, id }: { provider: string; id: string }, recordedAt: Date | null): Promise<void> {
  const columnsOf = (table: string) => described.map((column) => `${table}.${column}`).join(", ");
  await client.query(
    `insert into book_model_version (provider, model_id, ${described.join(", ")}, recorded_at)
     select m.provider, m.id, ${columnsOf("m")}, $3 from book_model m
       left join lateral (select * from book_model_version v where v.provider = m.provider and v.model_id = m.id
         order by recorded_at desc nulls last, v.id desc limit 1) v on true
     where m.provider = $1 and m.id = $2 and (v.id is null or (${columnsOf("m")}) is distinct from (${columnsOf("v")}))`,
    [provider, id, recordedAt],
  );
}

/** Points a name to a model, since the model exists. */
export async function addAlias(
  client: pg.ClientBase,
  { provider, id }: { provider: string; id: string },
  alias: string,
  recordedAt: Date | null,
): Promise<void> {
  await client.query(
    `insert into book_alias (provider, alias, model_id, recorded_at) select $1, $2, $3, $4
     where not exists (select 1 from book_alias where provider = $1 and alias = $2 and model_id = $3)`,
    [provider, alias, id, recordedAt],
  );
}

const prices = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"] as const satisfies readonly (typeof tokenClasses)[number][];
const columns = [...prices, "long_threshold", ...prices.map((name) => `long_${name}`), "tiers", "long_tiers", "request"];
const typeOf = (column: string) => (column.endsWith("tiers") ? "jsonb" : "int8");

/** Appends a period. `isNew`: only where the book never had one with the same start and prices, so that a later correction of it stands. */
export async function appendPeriod(
  client: pg.ClientBase,
  { provider, id }: { provider: string; id: string },
  { startsAt, startIsCertain, startBasis, note, prices: standard, tiers, long, request }: ListedPeriod,
  { sources, recordedAt, isNew }: { sources: readonly Source[]; recordedAt: Date | null; isNew: boolean },
): Promise<void> {
  const values = [
    ...inOrder(standard),
    long?.threshold ?? null,
    ...inOrder(long?.prices ?? {}),
    ...[toStoredTiers(tiers), toStoredTiers(long?.tiers ?? {})].map((of) => JSON.stringify(of)),
    request,
  ];
  const given = columns.map((column, index) => `$${index + 9}::${typeOf(column)}`).join(", ");
  const isKnown = `exists (select 1 from book_period p where p.provider = $1 and p.model_id = $2 and p.starts_at is not distinct from $3::timestamptz
    and (${columns.map((column) => `p.${column}`).join(", ")}) is not distinct from (${given}))`;
  await client.query(
    `insert into book_period (provider, model_id, starts_at, start_is_certain, start_basis, note, sources, recorded_at, ${columns.join(", ")})
     select $1, $2, $3::timestamptz, $4, $5, $6, $7, $8, ${given} ${isNew ? `where not ${isKnown}` : ""}`,
    [provider, id, startsAt === null ? null : new Date(startsAt), startIsCertain, startBasis, note, JSON.stringify(sources), recordedAt, ...values],
  );
}

function inOrder(named: NamedPrices): (bigint | null)[] {
  return prices.map((name) => named[name] ?? null);
}

/** Notes that a source was seen to give the price that is in the book already. */
export async function addCheck(
  client: pg.ClientBase,
  { provider, id }: { provider: string; id: string },
  source: Source,
  recordedAt: Date,
): Promise<void> {
  const day = source.retrieved ?? source.as_of;
  if (!day) return;
  await client.query(
    "insert into book_check (provider, model_id, checked_on, source, recorded_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
    [provider, id, day, source.name, recordedAt],
  );
}

/** Fills in since and until when a model is on sale, where that was unknown. */
export async function noteDates(
  client: pg.ClientBase,
  { provider, id }: { provider: string; id: string },
  of: ListedModel,
  recordedAt: Date,
): Promise<void> {
  if (!of.releasedOn && !of.retiredOn) return;
  await client.query(
    "update book_model set released_on = coalesce(released_on, $3), retired_on = coalesce(retired_on, $4) where provider = $1 and id = $2",
    [provider, id, of.releasedOn, of.retiredOn],
  );
  await appendVersion(client, { provider, id }, recordedAt);
}
