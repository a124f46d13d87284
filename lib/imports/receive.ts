import "server-only";
import path from "node:path";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { ownConnection, pool } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { addDays, dayOf, daysPeriod, type Instant, type Month, type Zone } from "@/lib/period";
import { matchModel } from "@/lib/pricing/match";
import { resolve } from "@/lib/pricing/price";
import { priceBook, priceRules } from "@/lib/pricing/queries";
import { breakdownOf } from "@/lib/sources/breakdown";
import { overlaps, overlapText } from "@/lib/sources/overlap";
import { addAmounts } from "@/lib/usage/amount";
import type { Charge } from "@/lib/usage/charge";
import { identityOfFields, identityOfRequest, Ordinals } from "@/lib/usage/identity";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";
import type { MoneySums } from "./charges";
import { openFile, receiving } from "./container";
import { Interner } from "./dimensions";
import { FileFailure } from "./failure";
import { lockLiveImport, lockWorkspace } from "./locks";
import type { Mapping } from "./mapping";
import { type Chunk, type Merged, mergeChunk, prepareMerging } from "./merge";
import type { Reading } from "./outcome";
import { readContent } from "./reading";
import { type ImportCounts, type ImportRecord, type ImportTotals, type ImportWarning, noCounts, noTotals } from "./record";
import { type Boundaries, heldBoundaries } from "./segments";
import { type StagedRow, stage } from "./staging";

export type ImportOptions = {
  filename: string;
  /** Where times without a zone are read; UTC by default. */
  timezone?: Zone;
  /** The account or log this comes from; the format's name by default. */
  source?: string;
  onConflict?: "keep" | "replace";
  /** By its id; recognised by the content unless it is named. */
  format?: string;
  /** How the columns of a table that no format knows become our fields. */
  mapping?: Mapping;
  /** Of a file without dates. */
  month?: Month;
  kind?: "file" | "sample";
  /** As the sender announced it: fewer bytes are a broken upload. */
  contentLength?: number | null;
  /** Does everything and keeps nothing. */
  isDryRun?: boolean;
};

type Rejection = { line: number; place: number; code: RejectionCode; cells: readonly string[] };
type Waiting = { row: UsageRow | Charge; line: number; identity: Buffer };

const mostOverlaps = 20;
const chunkRows = 50_000;
const rejectionsAtOnce = 5_000;
/** Characters of refused cells that may wait, and that are kept of one cell. */
const rejectedTextAtOnce = 8 << 20;
const longestKeptCell = 100_000;
const progressMs = 400;
const futureMs = 48 * 3_600_000;

/** An import that has been announced and counts as alive; its body is still to come. */
export type OpenImport = { id: number; receive: (body: AsyncIterable<Uint8Array>) => Promise<ImportRecord> };

/**
 * Announces an import. Its `receive` takes the file in: streamed, in flat memory, all or nothing; it answers the finished record, `failed` ones included.
 * An upload that breaks off, and a database that goes away, throw and leave an `interrupted` record.
 */
export async function openImport(access: Access, options: ImportOptions): Promise<OpenImport> {
  const run = new ImportRun(access, options);
  try {
    const id = await run.announce();
    return { id, receive: (body) => run.receive(body) };
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** Announces an import and takes it in. */
export async function receiveImport(access: Access, body: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<ImportRecord> {
  const { receive } = await openImport(access, options);
  return await receive(body);
}

/** One import on its way: parses and stages on one connection while another merges, in a single transaction. */
class ImportRun {
  private merger: pg.Client | null = null;
  private stager: pg.Client | null = null;
  private boundaries: Boundaries | null = null;
  private merging: Promise<void> = Promise.resolve();
  private mergeError: unknown = null;

  private readonly interner: Interner;
  private readonly ordinals = new Ordinals();
  private chunks = 0;
  private waiting: Waiting[] = [];
  private rejections: Rejection[] = [];
  private rejectedText = 0;

  private readonly startedAt = now();
  private reportedAt = 0;
  private counts: ImportCounts = { ...noCounts };
  private readonly totals: ImportTotals = { ...noTotals };
  private readonly reasons: Record<string, number> = {};
  private readonly ignoredReasons: Record<string, number> = {};
  private readonly reportedCost: MoneySums = {};
  private readonly reportedCredits: MoneySums = {};
  private readonly known = new Map<number, number>();
  private readonly models = new Map<string, UsageRow>();
  private future = 0;
  private firstAt: Instant | null = null;
  private lastAt: Instant | null = null;
  private format: string | null = null;
  private columns: readonly string[] = [];
  private source: string;
  private received = { bytes: 0, sha256: () => "" };

  private id = 0;

  constructor(
    private readonly access: Access,
    private readonly options: ImportOptions,
  ) {
    this.interner = new Interner(access.workspaceId, { writes: !options.isDryRun });
    this.source = options.source?.trim().normalize("NFC") ?? "";
  }

  private get workspaceId(): number {
    return this.access.workspaceId;
  }

  /** From here on the import has an id, a record, and counts as alive. */
  async announce(): Promise<number> {
    this.merger = await ownConnection();
    const next = await this.merger.query<{ id: string }>("select nextval(pg_get_serial_sequence('import', 'id')) as id");
    this.id = Number(next.rows[0]?.id);
    await lockLiveImport(this.merger, this.id);
    if (this.options.isDryRun) return this.id;
    const { filename, timezone = "UTC", kind = "file", mapping, month } = this.options;
    await pool().query(
      `insert into import (workspace_id, id, kind, status, filename, timezone, actor, mapping, month) values ($1, $2, $3, 'queued', $4, $5, $6, $7, $8)`,
      [...[this.workspaceId, this.id, kind, filename, timezone, this.access.actor], mapping ? JSON.stringify(mapping) : null, month ?? null],
    );
    return this.id;
  }

  async receive(body: AsyncIterable<Uint8Array>): Promise<ImportRecord> {
    try {
      this.stager = await ownConnection();
      await this.update("status = 'running'");
      return await this.read(body);
    } catch (error) {
      return await this.fail(error);
    } finally {
      await this.close();
    }
  }

  private async read(body: AsyncIterable<Uint8Array>): Promise<ImportRecord> {
    const { pieces, received } = receiving(body);
    this.received = received;
    const { content, close } = await openFile(pieces, received, path.join(env.dataDir, "spool"));
    try {
      const { timezone = "UTC", format = "auto", mapping = null, month = null } = this.options;
      for await (const { layout, readings } of readContent(content, { zone: timezone, format, mapping, month })) {
        this.format = layout.format;
        this.columns = layout.header;
        this.source ||= layout.format;
        for (const reading of readings) this.take(reading);
        if (this.waiting.length >= chunkRows || this.rejections.length >= rejectionsAtOnce || this.rejectedText >= rejectedTextAtOnce)
          await this.flush();
        await this.report();
      }
    } finally {
      await close();
    }
    const { contentLength } = this.options;
    if (contentLength != null && received.bytes < contentLength) {
      throw new Refusal("short_body", `the body ended after ${received.bytes} of ${contentLength} bytes; send it again`);
    }
    await this.flush();
    return await this.finish();
  }

  private take({ outcome, line, place, cells }: Reading): void {
    this.counts.rows++;
    if (typeof outcome === "string") this.reject({ line, place, code: outcome, cells });
    else if (outcome.kind === "usage" || outcome.kind === "charge") this.add(outcome, place);
    else if (outcome.kind === "duplicate") this.counts.duplicates++;
    else {
      this.counts.ignored++;
      this.ignoredReasons[outcome.reason] = (this.ignoredReasons[outcome.reason] ?? 0) + 1;
    }
  }

  private add(row: UsageRow | Charge, line: number): void {
    const hasId = row.kind === "usage" && row.requestId !== "";
    const identity = hasId ? identityOfRequest(row.requestId) : identityOfFields(this.source, row, this.ordinals);
    this.waiting.push({ row, line, identity });
  }

  private reject({ cells, ...rejection }: Rejection): void {
    this.reasons[rejection.code] = (this.reasons[rejection.code] ?? 0) + 1;
    this.counts.rejected++;
    const kept = cells.map((cell) => (cell.length > longestKeptCell ? cell.slice(0, longestKeptCell).replace(/[\ud800-\udbff]$/, "") : cell));
    this.rejectedText += kept.reduce((sum, cell) => sum + cell.length, 0);
    this.rejections.push({ ...rejection, cells: kept });
  }

  /** Stages what waits and hands it to the merger; waits for the chunk before, so that two at most are in memory. */
  private async flush(): Promise<void> {
    const rows = this.waiting;
    const rejections = this.rejections;
    this.waiting = [];
    this.rejections = [];
    this.rejectedText = 0;
    const chunk = rows.length ? await this.stage(rows) : null;
    await this.merging;
    if (this.mergeError) throw this.mergeError;
    this.merging = this.merge(chunk, rejections).catch((error) => {
      this.mergeError = error;
    });
  }

  private async stage(rows: readonly Waiting[]): Promise<Chunk> {
    await this.interner.learn(
      rows.map(({ row }) => row),
      this.source,
    );
    const staged: StagedRow[] = rows.map(({ row, line, identity }) => ({
      row,
      line: BigInt(line),
      identity,
      dimensions: this.interner.of(row, this.source),
    }));
    const number = ++this.chunks;
    await stage(connected(this.stager), { workspaceId: this.workspaceId, importId: this.id, chunk: number }, staged);
    const times = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
    const latestWanted = this.startedAt + futureMs;
    let hasMoney = false;
    for (const { row } of rows) {
      if (row.startsAt < times.from) times.from = row.startsAt;
      if (row.startsAt > times.to) times.to = row.startsAt;
      if (row.startsAt > latestWanted) this.future++;
      if (row.kind === "charge" || row.reported !== null) hasMoney = true;
      if (row.kind === "charge") continue;
      const name = `${row.provider}/${row.model}`;
      if (this.models.size < 10_000 && !this.models.has(name)) this.models.set(name, row);
    }
    const lines = { from: BigInt(rows[0]?.line ?? 0), to: BigInt(rows.at(-1)?.line ?? 0) };
    return { number, rows: rows.length, times, lines, hasMoney };
  }

  private async merge(chunk: Chunk | null, rejections: Rejection[]): Promise<void> {
    const client = connected(this.merger);
    if (!this.boundaries) {
      await client.query("begin");
      await lockWorkspace(client, this.workspaceId);
      this.boundaries = await heldBoundaries(client, this.workspaceId);
      await prepareMerging(client);
    }
    if (rejections.length && !this.options.isDryRun) await keepRejections(client, this.workspaceId, this.id, rejections);
    if (!chunk) return;
    const { workspaceId, id: importId } = this;
    const target = { workspaceId, importId, onConflict: this.options.onConflict ?? "keep", boundaries: this.boundaries } as const;
    this.count(await mergeChunk(client, target, chunk), chunk);
  }

  private count({ accepted, conflicts, known, totals, reported }: Merged, chunk: Chunk): void {
    this.counts.accepted += accepted;
    this.counts.duplicates += chunk.rows - accepted;
    this.counts.conflicts += conflicts;
    this.counts.charges += reported.charges;
    addSums(this.reportedCost, reported.cost);
    addSums(this.reportedCredits, reported.credits);
    for (const [holder, rows] of known) this.known.set(holder, (this.known.get(holder) ?? 0) + rows);
    for (const name of Object.keys(this.totals) as (keyof ImportTotals)[]) this.totals[name] += totals[name];
  }

  /** Commits everything at once, or rolls a dry run back. */
  private async finish(): Promise<ImportRecord> {
    await this.merging;
    if (this.mergeError) throw this.mergeError;
    const client = connected(this.merger);
    const times = await client.query<{ first: Date | null; last: Date | null }>(
      "select min(starts_at) as first, max(starts_at) as last from import_staging where workspace_id = $1 and import_id = $2",
      [this.workspaceId, this.id],
    );
    this.firstAt = times.rows[0]?.first?.getTime() ?? null;
    this.lastAt = times.rows[0]?.last?.getTime() ?? null;
    const sameAs = await this.earlierImport();
    const record = this.record({ status: "done", finishedAt: now(), sameAs, warnings: await this.warnings(client, sameAs) });
    if (this.options.isDryRun) {
      await client.query("rollback");
      return { ...record, id: null };
    }
    await this.clearStaging(client);
    await client.query(
      `update import set status = 'done', rows = $3, accepted = $4, duplicates = $5, conflicts = $6, rejected = $7, ignored = $8, rejected_reasons = $9,
         warnings = $10, totals = $11, first_at = $12, last_at = $13, finished_at = $14, sha256 = $15, bytes = $16, format = $17, source = $18,
         known_rows = $19, columns = $20, charges = $21, ignored_reasons = $22, reported_cost = $23, reported_credits = $24
       where workspace_id = $1 and id = $2`,
      [
        ...[this.workspaceId, this.id, record.rows, record.accepted, record.duplicates, record.conflicts, record.rejected, record.ignored],
        ...[
          JSON.stringify(record.rejectedByReason),
          JSON.stringify(record.warnings),
          JSON.stringify(texts(record.totals)),
          times.rows[0]?.first,
          times.rows[0]?.last,
        ],
        ...[
          new Date(record.finishedAt ?? 0),
          record.sha256,
          record.bytes,
          record.format,
          record.source,
          JSON.stringify(Object.fromEntries(this.known)),
          record.columns,
        ],
        ...[record.charges, ...[record.ignoredByReason, record.reportedCost, record.reportedCredits].map((each) => JSON.stringify(each))],
      ],
    );
    const { filename, sha256, rows, accepted, duplicates, rejected } = record;
    await audit(client, this.access, {
      ...{ action: "import.done", target: String(this.id) },
      after: { filename, sha256, rows, accepted, duplicates, rejected, on_conflict: this.options.onConflict ?? "keep" },
    });
    await client.query("commit");
    return record;
  }

  private async earlierImport(): Promise<number | null> {
    const { rows } = await pool().query<{ id: number }>(
      "select id from import where workspace_id = $1 and sha256 = $2 and status = 'done' and id <> $3 order by id limit 1",
      [this.workspaceId, this.received.sha256(), this.id],
    );
    return rows[0]?.id ?? null;
  }

  private async warnings(client: pg.ClientBase, sameAs: number | null): Promise<ImportWarning[]> {
    const warnings: ImportWarning[] = [];
    if (this.counts.rows === 0) warnings.push({ code: "no_rows", detail: "The file has a header and no rows." });
    if (sameAs !== null) warnings.push({ code: "same_file", detail: `Import ${sameAs} was of the same file.` });
    if (this.future) warnings.push({ code: "future_usage", detail: `${this.future} rows are more than 48 hours in the future.` });
    const unpriced = await this.unpricedModels();
    if (unpriced.length) warnings.push({ code: "unpriced_models", detail: unpriced.slice(0, 20).join(", ") });
    return [...warnings, ...(this.counts.accepted ? await this.overlapWarnings(client) : [])];
  }

  /** What of it another counted source, or another breakdown of this one, covers too. */
  private async overlapWarnings(client: pg.ClientBase): Promise<ImportWarning[]> {
    if (this.firstAt === null || this.lastAt === null) return [];
    const place = { workspaceId: this.workspaceId, importId: this.id };
    const breakdown = await breakdownOf(client, { ...place, from: new Date(this.firstAt), to: new Date(this.lastAt) });
    await client.query("update import set breakdown = $3 where workspace_id = $1 and id = $2", [this.workspaceId, this.id, breakdown]);
    const { timezone } = this.access;
    const models = [...this.models.values()].flatMap((row) => {
      const { model: id } = this.interner.of(row, this.source);
      return id < 0 ? [{ id, provider: row.provider, name: row.model }] : [];
    });
    const days = [dayOf(this.firstAt, timezone), addDays(dayOf(this.lastAt, timezone), 1)] as const;
    const found = await overlaps(client, this.access, daysPeriod(...days, timezone), { importId: this.id, breakdown, models });
    return (["source", "breakdown"] as const).flatMap((kind) => {
      const texts = found.filter((overlap) => overlap.kind === kind).map(overlapText);
      const more = texts.length > mostOverlaps ? [`+${texts.length - mostOverlaps}`] : [];
      return texts.length ? [{ code: `overlaps_${kind}` as const, detail: [...texts.slice(0, mostOverlaps), ...more].join("; ") }] : [];
    });
  }

  private async unpricedModels(): Promise<string[]> {
    const [book, rules] = await Promise.all([priceBook(), priceRules(this.access)]);
    const isPriced = ({ provider, model, tier, startsAt }: UsageRow) =>
      resolve(book, rules, { provider, name: model, tier, band: 0n }, startsAt).price !== null ||
      matchModel(book, provider, model, startsAt) !== null;
    return [...this.models.values()].filter((row) => !isPriced(row)).map(({ model }) => model);
  }

  /** Nothing of it stays: what was staged is removed, the record says why. Rethrows what is not the file's fault. */
  private async fail(error: unknown): Promise<ImportRecord> {
    await this.merging;
    await this.merger?.query("rollback").catch(() => {});
    await this.clearStaging(pool()).catch(() => {});
    const isFileFault = error instanceof FileFailure;
    const status = isFileFault ? "failed" : "interrupted";
    const code = error instanceof FileFailure || error instanceof Refusal ? error.code : "interrupted";
    const detail = isFileFault
      ? error.message
      : error instanceof Refusal
        ? (error.detail ?? "")
        : "The import broke off. Nothing of it was kept; send the file again.";
    const reading = [this.format, this.source || null, this.received.bytes, this.counts.rows];
    await this.update(
      `status = '${status}', error_code = $3, error_detail = $4, finished_at = now(), format = $5, source = $6, bytes = $7, rows = $8`,
      [...[code, detail], ...reading],
    ).catch(() => {}); // the sweep says it when the database is back
    if (!isFileFault) throw error;
    return this.record({ status: "failed", finishedAt: now(), sameAs: null, warnings: [], error: { code, detail } });
  }

  async close(): Promise<void> {
    await Promise.all([this.merger?.end().catch(() => {}), this.stager?.end().catch(() => {})]);
  }

  private async report(): Promise<void> {
    if (Date.now() - this.reportedAt < progressMs) return;
    this.reportedAt = Date.now();
    await this.update("rows = $3, bytes = $4", [this.counts.rows, this.received.bytes]);
  }

  private async update(assignments: string, values: unknown[] = []): Promise<void> {
    if (this.options.isDryRun) return;
    await pool().query(`update import set ${assignments} where workspace_id = $1 and id = $2`, [this.workspaceId, this.id, ...values]);
  }

  private async clearStaging(client: pg.ClientBase | pg.Pool): Promise<void> {
    await client.query("delete from import_staging where workspace_id = $1 and import_id = $2", [this.workspaceId, this.id]);
  }

  private record(outcome: Pick<ImportRecord, "status" | "finishedAt" | "sameAs" | "warnings"> & { error?: ImportRecord["error"] }): ImportRecord {
    const { filename, timezone = "UTC", kind = "file" } = this.options;
    return {
      ...this.counts,
      id: this.id,
      kind,
      filename,
      timezone,
      bytes: this.received.bytes,
      sha256: this.received.sha256(),
      format: this.format,
      columns: [...this.columns],
      source: this.source || null,
      actor: this.access.actor,
      rejectedByReason: this.reasons,
      ignoredByReason: this.ignoredReasons,
      totals: this.totals,
      reportedCost: this.reportedCost,
      reportedCredits: this.reportedCredits,
      firstAt: this.firstAt,
      lastAt: this.lastAt,
      createdAt: this.startedAt,
      undoneAt: null,
      error: null,
      ...outcome,
    };
  }
}

function connected(client: pg.Client | null): pg.Client {
  if (!client) throw new Error("the import has not been opened");
  return client;
}

function addSums(sums: MoneySums, added: MoneySums): void {
  for (const [currency, amount] of Object.entries(added)) sums[currency] = addAmounts(sums[currency] ?? "0", amount);
}

function texts(totals: ImportTotals): Record<string, string> {
  return Object.fromEntries(Object.entries(totals).map(([name, count]) => [name, count.toString()]));
}

async function keepRejections(client: pg.ClientBase, workspaceId: number, importId: number, rejections: readonly Rejection[]): Promise<void> {
  await client.query(
    `insert into import_rejection (workspace_id, import_id, line, place, code, cells)
     select $1, $2, r.line, r.place, r.code, array(select jsonb_array_elements_text(r.cells::jsonb))
     from unnest($3::int8[], $4::int8[], $5::text[], $6::text[]) r (line, place, code, cells)`,
    [
      ...[workspaceId, importId, rejections.map((r) => r.line), rejections.map((r) => r.place)],
      ...[rejections.map((r) => r.code), rejections.map((r) => JSON.stringify(r.cells))],
    ],
  );
}
