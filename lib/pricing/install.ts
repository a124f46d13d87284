import "server-only";
import type pg from "pg";
import { auditInstallation } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { picoPerToken } from "@/lib/money";
import reference from "./reference/prices.json";

/** Held while the price book is written, by any process. */
const bookLock = 72707370;

type ReferenceModel = (typeof reference.models)[number];
type ReferencePeriod = {
  from: string | null;
  input: string;
  output: string;
  cache_read: string | null;
  cache_write_5m: string | null;
  cache_write_1h: string | null;
  long_context: ({ threshold_input_tokens: number } & Omit<ReferencePeriod, "from" | "long_context" | "from_basis" | "note">) | null;
  from_basis?: string;
  note?: string;
};

/**
 * Puts the reference price book that ships with this version into the database. Idempotent and append-only: what is there stays, what is new is added.
 * The first book counts as always known; what a later version adds is recorded at the time of its installation.
 * `onChange` runs in the same transaction when prices were added to a book that was there.
 */
export async function installReferenceBook(onChange: (client: pg.ClientBase) => Promise<void> = async () => {}): Promise<void> {
  await transaction(async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [bookLock]);
    const known = await client.query("select 1 from book_model limit 1");
    const recordedAt = known.rowCount ? new Date() : null;
    await addProviderAliases(client);
    const before = await periodCount(client);
    for (const model of reference.models) await addModel(client, model, recordedAt);
    const after = await periodCount(client);
    if (after === before) return;
    if (recordedAt) await onChange(client);
    await auditInstallation(client, { actor: "system" }, { action: "price_book.installed", before: { entries: before }, after: { entries: after } });
  });
}

async function periodCount(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query("select (select count(*) from book_period) + (select count(*) from book_alias) as count");
  return rows[0].count;
}

async function addProviderAliases(client: pg.ClientBase): Promise<void> {
  const entries = Object.entries(reference.provider_aliases);
  await client.query(
    "insert into book_provider_alias (alias, provider) select * from unnest($1::text[], $2::text[]) on conflict (alias) do update set provider = excluded.provider",
    [entries.map(([alias]) => alias), entries.map(([, provider]) => provider)],
  );
}

async function addModel(client: pg.ClientBase, model: ReferenceModel, recordedAt: Date | null): Promise<void> {
  await client.query(
    `insert into book_model (provider, id, name, tier, patterns, tokenizer, context_window, batch_multiplier, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (provider, id) do update set name = excluded.name, tier = excluded.tier, patterns = excluded.patterns,
       tokenizer = excluded.tokenizer, note = excluded.note`,
    [
      model.provider,
      model.id,
      model.name,
      model.tier,
      model.patterns,
      model.tokenizer,
      model.context_window,
      model.batch_multiplier,
      (model as { note?: string }).note ?? null,
    ],
  );
  for (const alias of model.aliases) {
    await client.query(
      `insert into book_alias (provider, alias, model_id, recorded_at) select $1, $2, $3, $4
       where not exists (select 1 from book_alias where provider = $1 and alias = $2 and model_id = $3)`,
      [model.provider, alias, model.id, recordedAt],
    );
  }
  for (const period of model.periods as ReferencePeriod[]) await addPeriod(client, model, period, recordedAt);
}

async function addPeriod(client: pg.ClientBase, model: ReferenceModel, period: ReferencePeriod, recordedAt: Date | null): Promise<void> {
  const startsAt = period.from && new Date(period.from.includes("T") ? period.from : `${period.from}T00:00:00Z`);
  const long = period.long_context;
  const prices = [
    ...[period.input, period.output, period.cache_read, period.cache_write_5m, period.cache_write_1h].map(pico),
    long?.threshold_input_tokens ?? null,
    ...[long?.input, long?.output, long?.cache_read, long?.cache_write_5m, long?.cache_write_1h].map(pico),
  ];
  await client.query(
    `insert into book_period (provider, model_id, starts_at, start_is_certain, start_basis, note, sources, recorded_at,
       input, output, cache_read, cache_write_5m, cache_write_1h,
       long_threshold, long_input, long_output, long_cache_read, long_cache_write_5m, long_cache_write_1h)
     select $1, $2, $3::timestamptz, $4, $5, $6, $7, $8, v.* from (values
       ($9::int8, $10::int8, $11::int8, $12::int8, $13::int8, $14::int8, $15::int8, $16::int8, $17::int8, $18::int8, $19::int8)) v
     where not exists (
       select 1 from book_period p where p.provider = $1 and p.model_id = $2 and p.starts_at is not distinct from $3::timestamptz
         and (p.input, p.output, p.cache_read, p.cache_write_5m, p.cache_write_1h, p.long_threshold, p.long_input, p.long_output,
              p.long_cache_read, p.long_cache_write_5m, p.long_cache_write_1h)
             is not distinct from ($9::int8, $10::int8, $11::int8, $12::int8, $13::int8, $14::int8, $15::int8, $16::int8, $17::int8, $18::int8, $19::int8))`,
    [
      model.provider,
      model.id,
      startsAt,
      startIsCertain(period),
      period.from_basis ?? null,
      period.note ?? null,
      JSON.stringify(model.sources),
      recordedAt,
      ...prices,
    ],
  );
}

/** The facts say in words which start no source names for certain. */
function startIsCertain({ from_basis }: ReferencePeriod): boolean {
  return !from_basis?.includes("earlier product research");
}

function pico(perMillion: string | null | undefined): bigint | null {
  return perMillion == null ? null : picoPerToken(perMillion);
}
