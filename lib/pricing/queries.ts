import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { parseDecimal } from "@/lib/money";
import { type Instant, startOfDay } from "@/lib/period";
import { type Baseline, baselineAt } from "./baseline";
import { type Book, type BookModel, type BookPeriod, bookOf, type Source } from "./book";
import type { PriceRule } from "./rule";
import { type StoredSheet, sheetOf, storedTiers } from "./stored";

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
  tiers: StoredSheet["tiers"];
  long_tiers: StoredSheet["tiers"];
  request: string;
  note: string | null;
  sources: Source[];
  recorded_at: Date | null;
};

const described = "name, tier, patterns, context_window, batch_multiplier, released_on::text, retired_on::text, note";

/** The reference price book, as known at `asOf`. */
export async function priceBook({ asOf, client }: AsOf & Within = {}): Promise<Book> {
  const known = asOf === undefined ? null : new Date(asOf);
  const database = client ?? pool();
  const providers = await database.query<{ alias: string; provider: string }>(
    "select alias, provider from book_provider_alias where $1::timestamptz is null or recorded_at is null or recorded_at <= $1",
    [known],
  );
  // Of a model without a version, what it says itself: an earlier version of the product may have added it.
  const models = await database.query(
    `with known as (
       select distinct on (provider, model_id) provider, model_id as id, ${described} from book_model_version
       where $1::timestamptz is null or recorded_at is null or recorded_at <= $1
       order by provider, model_id, recorded_at desc nulls last, book_model_version.id desc)
     select known.*, m.tokenizer from known join book_model m using (provider, id)
     union all select provider, id, ${described}, tokenizer from book_model m
       where not exists (select 1 from book_model_version v where v.provider = m.provider and v.model_id = m.id)
     order by provider, id`,
    [known],
  );
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

  const checks = await database.query<{ provider: string; model_id: string; checked_on: string }>(
    `select provider, model_id, max(checked_on)::text as checked_on from book_check where $1::timestamptz is null or recorded_at <= $1 group by 1, 2`,
    [known],
  );
  const checkedOn = new Map(checks.rows.map((row) => [`${row.provider}/${row.model_id}`, row.checked_on]));

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
    tokenizer: row.tokenizer,
    contextWindow: row.context_window === null ? null : BigInt(row.context_window),
    batchMultiplier: row.batch_multiplier === null ? null : parseDecimal(row.batch_multiplier),
    releasedOn: row.released_on,
    retiredOn: row.retired_on,
    note: row.note,
    checkedOn: lastChecked(periodsOf.get(`${row.provider}/${row.id}`) ?? [], checkedOn.get(`${row.provider}/${row.id}`)),
    periods: periodsOf.get(`${row.provider}/${row.id}`) ?? [],
  }));
  const byId = new Map(book.map((model) => [`${model.provider}/${model.id}`, model]));
  return bookOf({
    models: book,
    providerAliases: new Map(providers.rows.map((row) => [row.alias, row.provider])),
    aliases: aliases.rows.flatMap((row) => {
      const model = byId.get(`${row.provider}/${row.model_id}`);
      return model
        ? [
            {
              ...{ provider: row.provider, alias: row.alias, model, startIsCertain: row.start_is_certain },
              ...{ startsAt: instant(row.starts_at), recordedAt: instant(row.recorded_at) },
            },
          ]
        : [];
    }),
  });
}

/** Every window (tokens) that a model was ever said to have. */
export async function windowsEver(client: pg.ClientBase): Promise<bigint[]> {
  const { rows } = await client.query<{ context_window: string }>(
    "select distinct context_window from book_model_version where context_window is not null",
  );
  return rows.map((row) => BigInt(row.context_window));
}

/** The workspace's rules in force, as known at `asOf`: recorded, and not yet withdrawn. */
export async function priceRules(access: Access, { asOf, client }: AsOf & Within = {}): Promise<PriceRule[]> {
  const known = (await recordedRules(access.workspaceId, { ...(client && { client }) })).filter(
    ({ rule, withdrawnAt }) => asOf === undefined || (rule.recordedAt <= asOf && (withdrawnAt === null || withdrawnAt > asOf)),
  );
  return known.filter(({ withdrawnAt }) => asOf !== undefined || withdrawnAt === null).map(({ rule }) => rule);
}

/** A rule with who recorded it, and who withdrew it when. */
export type RecordedRule = { rule: PriceRule; recordedBy: string; withdrawnAt: Instant | null; withdrawnBy: string | null };

/** Every rule a workspace ever had, oldest first. The rollup is cut for all of them, so that what was known once can be asked for. */
export async function recordedRules(workspaceId: number, { client }: Within = {}): Promise<RecordedRule[]> {
  const { rows } = await (client ?? pool()).query<RuleRow>("select * from price_rule where workspace_id = $1 order by id", [workspaceId]);
  return rows.map((row) => ({
    rule: toRule(row),
    recordedBy: row.recorded_by,
    withdrawnAt: instant(row.withdrawn_at),
    withdrawnBy: row.withdrawn_by,
  }));
}

type RuleRow = {
  id: number;
  kind: string;
  provider: string | null;
  model: string | null;
  percent: string | null;
  prices: StoredSheet | null;
  target: string | null;
  starts_at: Date;
  note: string | null;
  recorded_at: Date;
  recorded_by: string;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
};

function toRule({ id, kind, provider, model, percent, prices, target, starts_at: startsAt, note, recorded_at: recordedAt }: RuleRow): PriceRule {
  const common = { id, provider, model, startsAt: startsAt.getTime(), recordedAt: recordedAt.getTime(), note };
  if (kind === "discount") return { ...common, kind, percent: parseDecimal(percent ?? "0") };
  if (kind === "alias") return { ...common, kind, target: splitId(target ?? "") };
  return { ...common, kind: "price", prices: sheetOf(prices ?? { prices: {}, tiers: {}, long: null, request: "0" }) };
}

/** What the workspace's savings are measured against now, or as known then; a preset where it has named none. */
export async function baselineOf(access: Access, { asOf }: AsOf = {}): Promise<Baseline> {
  return baselineAt(await baselines(access, asOf === undefined ? {} : { asOf }), { team: 0, project: 0 }, asOf ?? now());
}

/** The baselines in force, as known at `asOf`: recorded, and not yet withdrawn. */
export async function baselines(access: Access, { asOf, client }: AsOf & Within = {}): Promise<Baseline[]> {
  const known = (await recordedBaselines(access, { ...(client && { client }) })).filter(
    ({ baseline: { recorded }, withdrawnAt }) =>
      asOf === undefined || (recorded !== null && recorded.at <= asOf && (withdrawnAt === null || withdrawnAt > asOf)),
  );
  return known.filter(({ withdrawnAt }) => asOf !== undefined || withdrawnAt === null).map(({ baseline }) => baseline);
}

/** A baseline with who withdrew it when. */
export type RecordedBaseline = { baseline: Baseline; withdrawnAt: Instant | null; withdrawnBy: string | null };

/** Those that may be seen: who sees only some teams learns of no other team, and of no project. */
export async function visibleBaselines(access: Access): Promise<RecordedBaseline[]> {
  const all = await recordedBaselines(access);
  const { teams } = access;
  return teams === "all" ? all : all.filter(({ baseline: { team, project } }) => project === null && (team === null || teams.includes(team.id)));
}

/** Every baseline there ever was, oldest first. */
export async function recordedBaselines(access: Access, { client }: Within = {}): Promise<RecordedBaseline[]> {
  const { rows } = await (client ?? pool()).query(
    `select b.*, b.starts_on::text as starts_on, t.name as team, p.name as project from baseline b
       left join dimension_value t on t.workspace_id = b.workspace_id and t.id = b.team_id
       left join dimension_value p on p.workspace_id = b.workspace_id and p.id = b.project_id
     where b.workspace_id = $1 order by b.id`,
    [access.workspaceId],
  );
  const k = (inside: string, outside: string) => ({ in: parseDecimal(inside), out: parseDecimal(outside) });
  const named = (id: number, name: string | null) => (id === 0 ? null : { id, name: name ?? "" });
  return rows.map((row) => ({
    baseline: {
      provider: row.provider,
      model: row.model,
      isPreset: false,
      used: k(row.k_in, row.k_out),
      low: k(row.k_in_low, row.k_out_low),
      high: k(row.k_in_high, row.k_out_high),
      team: named(row.team_id, row.team),
      project: named(row.project_id, row.project),
      startsOn: row.starts_on,
      startsAt: row.starts_on === null ? null : startOfDay(row.starts_on, access.timezone),
      recorded: { id: row.id, at: row.recorded_at.getTime(), by: row.recorded_by },
    },
    withdrawnAt: instant(row.withdrawn_at),
    withdrawnBy: row.withdrawn_by,
  }));
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
    tiers: storedTiers(row.tiers),
    long:
      row.long_threshold === null
        ? null
        : {
            threshold: BigInt(row.long_threshold),
            prices: {
              input: pico(row.long_input),
              output: pico(row.long_output),
              cache_read: pico(row.long_cache_read),
              cache_write_5m: pico(row.long_cache_write_5m),
              cache_write_1h: pico(row.long_cache_write_1h),
            },
            tiers: storedTiers(row.long_tiers),
          },
    request: BigInt(row.request),
    note: row.note,
    sources: row.sources,
    recordedAt: instant(row.recorded_at),
  };
}

/** The latest day on which a price of the model was read at a source. */
function lastChecked(periods: readonly BookPeriod[], checked: string | undefined): string | null {
  const days = periods.flatMap(({ sources }) => sources.flatMap(({ retrieved, as_of: asOf }) => retrieved ?? asOf ?? []));
  return [...days, ...(checked ? [checked] : [])].sort().at(-1) ?? null;
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
