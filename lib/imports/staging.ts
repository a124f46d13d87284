import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Instant, Period } from "@/lib/period";
import type { Charge } from "@/lib/usage/charge";
import { largestCount } from "@/lib/usage/count";
import { type Identity, identityOfFields, identityOfRequest, knownFields, numbersHash } from "@/lib/usage/identity";
import { type Money, promptOf, type UsageRow } from "@/lib/usage/row";
import { noTokens } from "@/lib/usage/tokens";
import type { RowDimensions } from "./dimensions";

/**
 * A row on its way in: its place in its file, its identity, its names as ids, and what it is known by where it has no id: its identity is then that of the
 * first such row.
 */
export type StagedRow = { row: UsageRow | Charge; line: bigint; identity: Identity; fields: string | null; dimensions: RowDimensions };

const columns = {
  line: "int8 not null",
  id_hash: "bytea not null",
  numbers_hash: "int8 not null",
  starts_at: "timestamptz not null",
  raw_model_id: "int4 not null",
  service_tier_id: "int4 not null",
  /** Everything sent to the model by a single request; null: a total of many. */
  prompt: "int8",
  team_id: "int4 not null",
  project_id: "int4 not null",
  user_id: "int4 not null",
  api_key_id: "int4 not null",
  source_id: "int4 not null",
  requests: "int8",
  input: "int8 not null",
  cache_read: "int8 not null",
  cache_write_5m: "int8 not null",
  cache_write_1h: "int8 not null",
  output: "int8 not null",
  reasoning: "int8 not null",
  /** Of a row without an id: what it is known by. */
  fields: "bytea",
  ends_at: "timestamptz",
  /** Exact decimals as text: the binary form is the database's to make. */
  reported_cost: "text",
  reported_currency: "text",
  /** Of a charge: what it has that usage has not, as JSON. */
  charge: "text",
} as const;
const width = Object.keys(columns).length;

/** Postgres counts microseconds from 2000-01-01. */
const postgresEpoch = Date.UTC(2000, 0, 1);
const header = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const trailer = Buffer.from([0xff, 0xff]);
const widestRow = 2 + width * 12 + 16;
const widestCharacter = 3;
const blockBytes = 1 << 18;
const identityBytes = 16;
const word = 2 ** 32;

/** Makes this connection's table of rows on their way in; it is emptied at the end of each transaction. Temporary: seen by nobody, and nothing of it survives. */
export async function openStaging(client: pg.ClientBase): Promise<void> {
  const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await client.query(`create temp table if not exists staged_row (${definitions.join(", ")}) on commit delete rows`);
}

/** A row of a file, known by its id or by its fields. */
export function stagedRow(row: UsageRow | Charge, line: bigint, source: string, dimensions: RowDimensions): StagedRow {
  if (row.kind === "usage" && row.requestId !== "") return { row, line, identity: identityOfRequest(row.requestId), fields: null, dimensions };
  const fields = knownFields(source, row);
  return { row, line, identity: identityOfFields(fields), fields, dimensions };
}

/** Rows that are merged at once, as binary COPY takes them: encoded as they come, while the chunk before is being merged. */
export class Chunk {
  rows = 0;
  bytes = 0;
  /** Some say what they cost, some have no id. */
  hasMoney = false;
  hasFields = false;
  private from: Instant = Number.POSITIVE_INFINITY;
  private to: Instant = Number.NEGATIVE_INFINITY;
  private firstLine = largestCount;
  private lastLine = 0n;
  private readonly full: Buffer[] = [];
  private block: Buffer = Buffer.alloc(0);
  private view = viewOf(this.block);
  private at = 0;

  /** `spare`: blocks of chunks that have been staged, to be written over: a chunk's memory is used again rather than given back to the collector. */
  constructor(private readonly spare: Buffer[] = []) {}

  /** The times that the rows lie between, both ends included. */
  get times(): Period {
    return { from: this.from, to: this.to };
  }

  /** The lines that the rows lie between, both ends included. */
  get lines(): { from: bigint; to: bigint } {
    return { from: this.firstLine, to: this.lastLine };
  }

  add({ row, line, identity, fields, dimensions }: StagedRow): void {
    const { reported, charge } = moneyOf(row);
    this.rows++;
    if (row.startsAt < this.from) this.from = row.startsAt;
    if (row.startsAt > this.to) this.to = row.startsAt;
    if (line < this.firstLine) this.firstLine = line;
    if (line > this.lastLine) this.lastLine = line;
    this.hasMoney ||= charge !== null || reported !== null;
    this.hasFields ||= fields !== null;

    this.reserve(widestRow + widestCharacter * ((fields?.length ?? 0) + (reported?.amount.length ?? 0) + (charge?.length ?? 0)));
    const start = this.at;
    const { tokens, reasoning, requests } = row.kind === "usage" ? row : nothing;
    this.view.setInt16(this.at, width);
    this.at += 2;
    this.int8(line);
    this.hex(identity, identityBytes);
    this.hex(numbersHash(row), 8);
    this.time(row.startsAt);
    this.int4(dimensions.model);
    this.int4(dimensions.tier);
    this.int8(promptSize(row));
    this.int4(dimensions.team);
    this.int4(dimensions.project);
    this.int4(dimensions.user);
    this.int4(dimensions.apiKey);
    this.int4(dimensions.source);
    this.int8(requests);
    this.int8(tokens.input);
    this.int8(tokens.cache_read);
    this.int8(tokens.cache_write_5m);
    this.int8(tokens.cache_write_1h);
    this.int8(tokens.output);
    this.int8(reasoning);
    this.text(fields);
    this.time(row.endsAt);
    this.text(reported?.amount ?? null);
    this.text(reported?.currency ?? null);
    this.text(charge);
    this.bytes += this.at - start;
  }

  /** What COPY is sent. */
  encoded(): Buffer[] {
    return [header, ...this.full, this.block.subarray(0, this.at), trailer];
  }

  /** Gives its blocks up once they have been sent. */
  spend(): void {
    for (const { buffer } of [...this.full, this.block]) if (buffer.byteLength === blockBytes) this.spare.push(Buffer.from(buffer));
    this.full.length = 0;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.block.length) return;
    if (this.at) this.full.push(this.block.subarray(0, this.at));
    this.block = bytes > blockBytes ? Buffer.allocUnsafeSlow(bytes) : (this.spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes));
    this.view = viewOf(this.block);
    this.at = 0;
  }

  private length(bytes: number): void {
    this.view.setInt32(this.at, bytes);
    this.at += 4;
  }

  private int4(value: number): void {
    this.length(4);
    this.view.setInt32(this.at, value);
    this.at += 4;
  }

  private int8(value: bigint | null): void {
    if (value === null) this.length(-1);
    else {
      this.length(8);
      this.view.setBigInt64(this.at, value);
      this.at += 8;
    }
  }

  private time(instant: Instant | null): void {
    if (instant === null) this.length(-1);
    else {
      const microseconds = (instant - postgresEpoch) * 1000;
      this.length(8);
      this.view.setInt32(this.at, Math.floor(microseconds / word));
      this.view.setUint32(this.at + 4, microseconds % word);
      this.at += 8;
    }
  }

  private hex(digits: string, bytes: number): void {
    this.length(bytes);
    this.at += this.block.write(digits, this.at, bytes, "hex");
  }

  private text(value: string | null): void {
    if (value === null) this.length(-1);
    else {
      const length = this.block.write(value, this.at + 4);
      this.length(length);
      this.at += length;
    }
  }
}

/** Writes a chunk's rows to the table of this connection, which is empty. */
export async function stage(client: pg.ClientBase, chunk: Chunk): Promise<void> {
  const copy = client.query(copyFrom(`copy staged_row (${Object.keys(columns).join(", ")}) from stdin (format binary)`));
  await pipeline(Readable.from(chunk.encoded()), copy);
  chunk.spend();
}

function viewOf(block: Buffer): DataView {
  return new DataView(block.buffer, block.byteOffset, block.byteLength);
}

const nothing = { tokens: noTokens, reasoning: 0n, requests: null };

/** What a row says it cost; of a charge also what usage has not. */
function moneyOf(row: UsageRow | Charge): { reported: Money | null; charge: string | null } {
  if (row.kind === "usage") return { reported: row.reported, charge: null };
  const { provider, model, item, credits, quantity } = row;
  return { reported: row.amount, charge: JSON.stringify({ provider, model, item, credits, quantity }) };
}

/** Tokens of a single request's prompt, null for a total of many. Beyond every edge it makes no difference how far. */
function promptSize(row: UsageRow | Charge): bigint | null {
  if (row.kind === "charge" || !row.isSingle) return null;
  const prompt = promptOf(row.tokens);
  return prompt > largestCount ? largestCount : prompt;
}
