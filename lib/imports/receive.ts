import "server-only";
import path from "node:path";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { ownConnection, pool, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import type { Month, Period, Zone } from "@/lib/period";
import type { Charge } from "@/lib/usage/charge";
import type { UsageRow } from "@/lib/usage/row";
import { announceFailure } from "./announcement";
import { openFile, receiving } from "./container";
import { Interner } from "./dimensions";
import { effectOf, type ImportEffect } from "./effect";
import { FileFailure } from "./failure";
import { lockLiveImport, lockWorkspace } from "./locks";
import type { Mapping } from "./mapping";
import { clearMerged, mergeChunk, prepareMerging } from "./merge";
import type { Reading } from "./outcome";
import { importOfFile } from "./queries";
import { readContent } from "./reading";
import type { ImportRecord, ImportTotals } from "./record";
import { keepRejections, Rejections } from "./rejection";
import { type Boundaries, heldBoundaries } from "./segments";
import { Chunk, stagedRow } from "./staging";
import { Tally } from "./tally";
import { Watch } from "./warnings";

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

type Waiting = { row: UsageRow | Charge; line: number; source: string };

/** Rows that wait as they were read, and rows that are merged at once. */
const batchRows = 2_000;
const chunkRows = 50_000;
/** Few at first, so that the database does not wait long for its part of the work. */
const firstChunkRows = 8_000;
const chunkBytes = 24 << 20;
const progressMs = 400;
/** Of the refused, that a check names. */
const namedLines = 20;

/** An import that has been announced and counts as alive; its body is still to come. */
export type OpenImport = { id: number; receive: (body: AsyncIterable<Uint8Array>, bytesTotal?: number) => Promise<ImportRecord> };

/**
 * Announces an import. Its `receive` takes the file in: streamed, in flat memory, all or nothing; it answers the finished record, `failed` ones included.
 * An upload that breaks off, and a database that goes away, throw and leave an `interrupted` record.
 */
export async function openImport(access: Access, options: ImportOptions): Promise<OpenImport> {
  const run = new ImportRun(access, options);
  try {
    const id = await run.announce();
    return { id, receive: (body, bytesTotal) => run.receive(body, bytesTotal) };
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

/** One import on its way: a chunk is parsed while the one before is being merged, on a connection of its own, in a single transaction. */
class ImportRun {
  private merger: pg.Client | null = null;
  private boundaries: Boundaries | null = null;
  private merging: Promise<void> = Promise.resolve();
  private mergeError: unknown = null;

  private readonly interner: Interner;
  private readonly blocks: Buffer[] = [];
  private chunk = new Chunk(this.blocks);
  private chunkRows = firstChunkRows;
  private hasKnown = false;
  private waiting: Waiting[] = [];
  private readonly rejections = new Rejections();
  private readonly tally = new Tally();
  private readonly watch = new Watch();
  private readonly rejectedLines: ImportEffect["rejectedLines"] = [];
  /** Of the first and last row, of all and of the new ones. */
  private times: Period | null = null;
  private newTimes: Period | null = null;

  private readonly startedAt = now();
  private reportedAt = 0;
  private format: string | null = null;
  private columns: readonly string[] = [];
  private source: string;
  private bytesTotal: number | null;
  private received = { bytes: 0, sha256: () => "" };

  private id = 0;

  constructor(
    private readonly access: Access,
    private readonly options: ImportOptions,
  ) {
    this.interner = new Interner(access.workspaceId, { writes: !options.isDryRun });
    this.bytesTotal = options.contentLength ?? null;
    this.source = options.source?.trim().normalize("NFC") ?? "";
  }

  private get workspaceId(): number {
    return this.access.workspaceId;
  }

  /** From here on the import has an id, a record, and counts as alive. */
  async announce(): Promise<number> {
    this.merger = await ownConnection();
    await this.merger.query("set temp_buffers = '32MB'");
    const next = await this.merger.query<{ id: string }>("select nextval(pg_get_serial_sequence('import', 'id')) as id");
    this.id = Number(next.rows[0]?.id);
    await lockLiveImport(this.merger, this.id);
    if (this.options.isDryRun) return this.id;
    const { filename, timezone = "UTC", kind = "file", mapping = null, month = null } = this.options;
    await pool().query(
      `insert into import (workspace_id, id, kind, status, filename, timezone, actor, mapping, month, bytes_total)
       values ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9)`,
      [...[this.workspaceId, this.id, kind, filename, timezone, this.access.actor, mapping && JSON.stringify(mapping), month, this.bytesTotal]],
    );
    return this.id;
  }

  /** `bytesTotal`: of the body, where more is known than was announced. */
  async receive(body: AsyncIterable<Uint8Array>, bytesTotal = this.bytesTotal): Promise<ImportRecord> {
    this.bytesTotal = bytesTotal;
    try {
      await this.goOn("status = 'running', bytes_total = $3", [bytesTotal]);
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
        if (this.waiting.length >= batchRows) await this.encode();
        if (this.chunk.rows >= this.chunkRows || this.chunk.bytes >= chunkBytes || this.rejections.isFull) await this.flush();
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
    this.tally.read(outcome);
    if (typeof outcome === "string") {
      this.rejections.add({ line, place, code: outcome, cells });
      if (this.rejectedLines.length < namedLines) this.rejectedLines.push({ line, code: outcome });
    } else if (outcome.kind === "usage" || outcome.kind === "charge") this.waiting.push({ row: outcome, line: place, source: this.source });
  }

  /** Hands the chunk over to be merged; waits for the one before, so that the parser does not run ahead. */
  private async flush(): Promise<void> {
    await this.encode();
    const { chunk } = this;
    const rejections = this.rejections.take();
    this.chunk = new Chunk(this.blocks);
    this.chunkRows = chunkRows;
    await this.merging;
    if (this.mergeError) throw this.mergeError;
    this.merging = this.merge(chunk, rejections).catch((error) => {
      this.mergeError = error;
    });
  }

  /** Takes the rows that wait into the chunk. */
  private async encode(): Promise<void> {
    const rows = this.waiting;
    if (!rows.length) return;
    this.waiting = [];
    const dimensions = await this.interner.of(rows);
    for (const [index, { row, line, source }] of rows.entries()) {
      const names = dimensions[index];
      if (!names) continue;
      this.chunk.add(stagedRow(row, BigInt(line), source, names));
      this.watch.row(row, names.model);
    }
    this.times = around(this.times, this.chunk.times);
  }

  private async merge(chunk: Chunk, rejections: ReturnType<Rejections["take"]>): Promise<void> {
    const client = connected(this.merger);
    if (!this.boundaries) {
      await client.query("begin");
      await lockWorkspace(client, this.workspaceId);
      this.boundaries = await heldBoundaries(client, this.workspaceId);
      await prepareMerging(client);
    } else await clearMerged(client);
    if (rejections.length && !this.options.isDryRun) await keepRejections(client, this.workspaceId, this.id, rejections);
    if (!chunk.rows) return;
    const { workspaceId, id: importId, boundaries } = this;
    const target = { workspaceId, importId, onConflict: this.options.onConflict ?? "keep", boundaries, mayBeNew: !this.hasKnown } as const;
    const merged = await mergeChunk(client, target, chunk);
    this.hasKnown ||= merged.accepted < chunk.rows;
    this.newTimes = around(this.newTimes, merged.times);
    this.tally.merged(chunk.rows, merged);
  }

  /** Commits everything at once, or rolls a dry run back. */
  private async finish(): Promise<ImportRecord> {
    await this.merging;
    if (this.mergeError) throw this.mergeError;
    const client = connected(this.merger);
    const sameAs = await importOfFile(this.access, { sha256: this.received.sha256() }, this.id);
    const warnings = await this.watch.warnings(client, this.access, {
      ...{ id: this.id, counts: this.tally.counts, sameAs },
      times: this.newTimes,
    });
    const record = this.record({ status: "done", finishedAt: now(), sameAs, warnings });
    if (this.options.isDryRun) {
      const effect = await this.effect(client);
      await client.query("rollback");
      return { ...record, id: null, effect };
    }
    const { rowCount } = await client.query(
      `update import set status = 'done', rows = $3, accepted = $4, duplicates = $5, conflicts = $6, rejected = $7, ignored = $8, rejected_reasons = $9,
         warnings = $10, totals = $11, first_at = $12, last_at = $13, finished_at = $14, sha256 = $15, bytes = $16, format = $17, source = $18,
         known_rows = $19, columns = $20, charges = $21, ignored_reasons = $22, reported_cost = $23, reported_credits = $24
       where workspace_id = $1 and id = $2 and status = 'running'`,
      [
        ...[this.workspaceId, this.id, record.rows, record.accepted, record.duplicates, record.conflicts, record.rejected, record.ignored],
        ...[
          JSON.stringify(record.rejectedByReason),
          JSON.stringify(record.warnings),
          JSON.stringify(texts(record.totals)),
          record.firstAt === null ? null : new Date(record.firstAt),
          record.lastAt === null ? null : new Date(record.lastAt),
        ],
        ...[
          new Date(record.finishedAt ?? 0),
          record.sha256,
          record.bytes,
          record.format,
          record.source,
          JSON.stringify(Object.fromEntries(this.tally.known)),
          record.columns,
        ],
        ...[record.charges, ...[record.ignoredByReason, record.reportedCost, record.reportedCredits].map((each) => JSON.stringify(each))],
      ],
    );
    if (!rowCount) throw cancelled();
    const { filename, sha256, rows, accepted, duplicates, rejected } = record;
    await audit(client, this.access, {
      ...{ action: "import.done", target: String(this.id) },
      after: { filename, sha256, rows, accepted, duplicates, rejected, on_conflict: this.options.onConflict ?? "keep" },
    });
    await client.query("commit");
    return record;
  }

  private async effect(client: pg.ClientBase): Promise<ImportEffect> {
    const { id, source, interner, times, rejectedLines, watch } = this;
    return {
      ...(await effectOf(client, this.access, { id, source, interner, known: this.tally.known, times })),
      rejectedLines,
      newModels: await watch.newModels(client, this.access),
      unpricedModels: await watch.unpricedModels(this.access),
    };
  }

  /** Nothing of it stays: what was staged is removed, the record says why. Rethrows what is not the file's fault. */
  private async fail(error: unknown): Promise<ImportRecord> {
    await this.merging;
    await this.merger?.query("rollback").catch(() => {});
    const isFileFault = error instanceof FileFailure;
    const status = isFileFault ? "failed" : "interrupted";
    const code = error instanceof FileFailure || error instanceof Refusal ? error.code : "interrupted";
    const place = isFileFault ? error.place : null;
    const detail = isFileFault
      ? error.message
      : error instanceof Refusal
        ? (error.detail ?? "")
        : "The import broke off. Nothing of it was kept; send the file again.";
    const reading = [this.format, this.source || null, this.received.bytes, this.tally.counts.rows];
    const isOurs = await transaction(async (client) => {
      const sets = `status = '${status}', error_code = $3, error_detail = $4, finished_at = now(), format = $5, source = $6, bytes = $7, rows = $8, error_place = $9`;
      const isUnderWay = await this.update(sets, [...[code, detail], ...reading, place && JSON.stringify(place)], client);
      if (isUnderWay && !this.options.isDryRun) await announceFailure(client, this.access, this.id, { status, code, detail });
      return isUnderWay;
    }).catch(() => true); // the sweep says it when the database is back
    if (!isOurs) throw cancelled();
    if (!isFileFault) throw error;
    return this.record({ status: "failed", finishedAt: now(), sameAs: null, warnings: [], error: { code, detail, place } });
  }

  async close(): Promise<void> {
    await this.merger?.end().catch(() => {});
  }

  private async report(): Promise<void> {
    if (Date.now() - this.reportedAt < progressMs) return;
    this.reportedAt = Date.now();
    await this.goOn("rows = $3, bytes = $4", [this.tally.counts.rows, this.received.bytes]);
  }

  /** Says how far it is. Throws when somebody has cancelled it. */
  private async goOn(assignments: string, values: unknown[] = []): Promise<void> {
    if (!(await this.update(assignments, values))) throw cancelled();
  }

  /** Writes to its record while it is under way; false: somebody has ended it. */
  private async update(assignments: string, values: unknown[] = [], client: pg.ClientBase | pg.Pool = pool()): Promise<boolean> {
    if (this.options.isDryRun) return true;
    const { rowCount } = await client.query(
      `update import set ${assignments} where workspace_id = $1 and id = $2 and status in ('queued', 'running')`,
      [this.workspaceId, this.id, ...values],
    );
    return rowCount === 1;
  }

  private record(outcome: Pick<ImportRecord, "status" | "finishedAt" | "sameAs" | "warnings"> & { error?: ImportRecord["error"] }): ImportRecord {
    const { filename, timezone = "UTC", kind = "file" } = this.options;
    const { rejectedByReason, ignoredByReason, totals, reportedCost, reportedCredits } = this.tally;
    return {
      ...this.tally.counts,
      id: this.id,
      kind,
      filename,
      timezone,
      bytes: this.received.bytes,
      bytesTotal: this.bytesTotal,
      sha256: this.received.sha256(),
      format: this.format,
      columns: [...this.columns],
      source: this.source || null,
      actor: this.access.actor,
      rejectedByReason,
      ignoredByReason,
      totals,
      reportedCost,
      reportedCredits,
      firstAt: this.newTimes?.from ?? null,
      lastAt: this.newTimes?.to ?? null,
      createdAt: this.startedAt,
      undoneAt: null,
      error: null,
      ...outcome,
    };
  }
}

/** The period around two. */
function around(one: Period | null, other: Period | null): Period | null {
  return one && other ? { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) } : (one ?? other);
}

function cancelled(): Refusal {
  return new Refusal("import_cancelled", "the import was cancelled; nothing of it was kept");
}

function connected(client: pg.Client | null): pg.Client {
  if (!client) throw new Error("the import has not been opened");
  return client;
}

function texts(totals: ImportTotals): Record<string, string> {
  return Object.fromEntries(Object.entries(totals).map(([name, count]) => [name, count.toString()]));
}
