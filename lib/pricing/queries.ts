import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { parseDecimal } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { tokenClasses } from "@/lib/usage/tokens";
import { type Baseline, presetBaseline } from "./baseline";
import { type Book, type BookModel, type BookPeriod, bookOf, type Source } from "./book";
import type { OwnPrices, PriceRule } from "./rule";

/** What was known at an instant; without one, all there is. */
type AsOf = { asOf?: Instant };

/** Reads inside someone's transaction, to see what it has written. */
type Within = { client?: pg.ClientBase };

type PeriodRow = {
  provider: string;
  model_id: string;
  starts_at: Date | null;
  start_is_certain: boolean;
  start_basis: string | null;
  input: string;
  output: string;
  cache_read: string | null;
  cache_write_5m: string | null;
  cache_write_1h: string | null;
  long_threshold: string | null;
  long_input: string | null;
  long_output: string | null;
  long_cache_read: string | null;
  long_cache_write_5m: string | null;
  long_cache_write_1h: string | null;
  note: string | null;
  sources: Source[];
  recorded_at: Date | null;
};

/** The reference price book, as known at `asOf`. */
export async function priceBook({ asOf, client }: AsOf & Within = {}): Promise<Book> {
  const known = asOf === undefined ? null : new Date(asOf);
  const database = client ?? pool();
  const providers = await database.query<{ alias: string; provider: string }>("select alias, provider from book_provider_alias");
  const models = await database.query("select *, released_on::text, retired_on::text from book_model order by provider, id");
  const periods = await database.query<PeriodRow>(
    `select * from book_period where $1::timestamptz is null or recorded_at is null or recorded_at <= $1
     order by starts_at nulls first, recorded_at nulls first, id`,
    [known],
  );
  const aliases = await database.query(
    `select * from book_alias where $1::timestamptz is null or recorded_at is null or recorded_at <= $1
     order by starts_at nulls first, recorded_at nulls first, id`,
    [known],
  );

  const periodsOf = new Map<string, BookPeriod[]>();
  for (const row of periods.rows) {
    const key = `${row.provider}/${row.model_id}`;
    const own = periodsOf.get(key);
    if (own) own.push(toPeriod(row));
    else periodsOf.set(key, [toPeriod(row)]);
  }
  const book: BookModel[] = models.rows.map((row) => ({
    provider: row.provider,
    id: row.id,
    name: row.name,
    tier: row.tier,
    patterns: row.patterns.map((pattern: string) => new RegExp(pattern, "i")),
    contextWindow: row.context_window === null ? null : BigInt(row.context_window),
    batchMultiplier: row.batch_multiplier === null ? null : parseDecimal(row.batch_multiplier),
    releasedOn: row.released_on,
    retiredOn: row.retired_on,
    note: row.note,
    periods: periodsOf.get(`${row.provider}/${row.id}`) ?? [],
  }));
  const byId = new Map(book.map((model) => [`${model.provider}/${model.id}`, model]));
  return bookOf({
    models: book,
    providerAliases: new Map(providers.rows.map((row) => [row.alias, row.provider])),
    aliases: aliases.rows.flatMap((row) => {
      const model = byId.get(`${row.provider}/${row.model_id}`);
      return model
        ? [{ provider: row.provider, alias: row.alias, startsAt: instant(row.starts_at), recordedAt: instant(row.recorded_at), model }]
        : [];
    }),
  });
}

/** The workspace's rules in force, as known at `asOf`: recorded, and not yet withdrawn. */
export async function priceRules(access: Access, asOf: AsOf = {}): Promise<PriceRule[]> {
  return rulesOf(access.workspaceId, asOf);
}

/** The same for who keeps the rollup: it belongs to the workspace, whoever asks. */
export async function rulesOf(workspaceId: number, { asOf, client }: AsOf & Within = {}): Promise<PriceRule[]> {
  const { rows } = await (client ?? pool()).query(
    `select * from price_rule where workspace_id = $1 and case when $2::timestamptz is null then withdrawn_at is null
       else recorded_at <= $2 and (withdrawn_at is null or withdrawn_at > $2) end order by id`,
    [workspaceId, asOf === undefined ? null : new Date(asOf)],
  );
  return rows.map((row) => {
    const common = {
      id: row.id,
      provider: row.provider,
      model: row.model,
      startsAt: row.starts_at.getTime(),
      recordedAt: row.recorded_at.getTime(),
      note: row.note,
    };
    if (row.kind === "discount") return { ...common, kind: "discount", percent: parseDecimal(row.percent) };
    if (row.kind === "alias") return { ...common, kind: "alias", target: splitId(row.target) };
    return { ...common, kind: "price", prices: toOwnPrices(row.prices) };
  });
}

/** What savings are measured against; a preset where the workspace has named none. */
export async function baselineOf(access: Access, { asOf }: AsOf = {}): Promise<Baseline> {
  const { rows } = await pool().query(
    `select * from baseline where workspace_id = $1 and team_id = 0 and project_id = 0 and ($2::timestamptz is null or recorded_at <= $2)
     order by id desc limit 1`,
    [access.workspaceId, asOf === undefined ? null : new Date(asOf)],
  );
  const row = rows[0];
  if (!row) return presetBaseline;
  const k = (inside: string, outside: string) => ({ in: parseDecimal(inside), out: parseDecimal(outside) });
  return {
    provider: row.provider,
    model: row.model,
    isPreset: false,
    used: k(row.k_in, row.k_out),
    low: k(row.k_in_low, row.k_out_low),
    high: k(row.k_in_high, row.k_out_high),
  };
}

function toPeriod(row: PeriodRow): BookPeriod {
  return {
    startsAt: instant(row.starts_at),
    startIsCertain: row.start_is_certain,
    startBasis: row.start_basis,
    prices: {
      input: BigInt(row.input),
      output: BigInt(row.output),
      cache_read: pico(row.cache_read),
      cache_write_5m: pico(row.cache_write_5m),
      cache_write_1h: pico(row.cache_write_1h),
    },
    long:
      row.long_threshold === null || row.long_input === null || row.long_output === null
        ? null
        : {
            threshold: BigInt(row.long_threshold),
            prices: {
              input: BigInt(row.long_input),
              output: BigInt(row.long_output),
              cache_read: pico(row.long_cache_read),
              cache_write_5m: pico(row.long_cache_write_5m),
              cache_write_1h: pico(row.long_cache_write_1h),
            },
          },
    note: row.note,
    sources: row.sources,
    recordedAt: instant(row.recorded_at),
  };
}

function toOwnPrices(prices: Record<string, string>): OwnPrices {
  const named = [...tokenClasses, "request"].flatMap((name) => (prices[name] === undefined ? [] : [[name, BigInt(prices[name])]]));
  return Object.fromEntries(named) as OwnPrices;
}

function splitId(target: string): { provider: string; model: string } {
  const slash = target.indexOf("/");
  return { provider: target.slice(0, slash), model: target.slice(slash + 1) };
}

function pico(value: string | null): bigint | null {
  return value === null ? null : BigInt(value);
}

function instant(date: Date | null): Instant | null {
  return date === null ? null : date.getTime();
}
