import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { largestCount } from "@/lib/usage/count";
import { numbersHash } from "@/lib/usage/identity";
import { promptOf, type UsageRow } from "@/lib/usage/row";
import type { RowDimensions } from "./dimensions";

/** A row on its way in: its line (or record), its identity (16 bytes) and its names as ids. */
export type StagedRow = { row: UsageRow; line: bigint; identity: Buffer; dimensions: RowDimensions };

const columns = [
  ...["workspace_id", "import_id", "chunk", "line", "id_hash", "numbers_hash", "starts_at", "raw_model_id", "service_tier_id", "prompt"],
  ...["team_id", "project_id", "user_id", "api_key_id", "source_id", "requests"],
  ...["input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"],
];
/** Postgres counts microseconds from 2000-01-01. */
const postgresEpoch = Date.UTC(2000, 0, 1);
const widestRow = 2 + columns.length * 12 + 16;
const blockBytes = 1 << 18;

/** Writes rows to the staging table with a binary COPY. */
export async function stage(
  client: pg.ClientBase,
  place: { workspaceId: number; importId: number; chunk: number },
  rows: readonly StagedRow[],
): Promise<void> {
  const copy = client.query(copyFrom(`copy import_staging (${columns.join(", ")}) from stdin (format binary)`));
  await pipeline(Readable.from(encoded(place, rows)), copy);
}

function* encoded(
  { workspaceId, importId, chunk }: { workspaceId: number; importId: number; chunk: number },
  rows: readonly StagedRow[],
): Generator<Buffer> {
  let block = Buffer.allocUnsafe(blockBytes);
  let at = block.write("PGCOPY\n\xff\r\n\0", "latin1");
  at = block.writeInt32BE(0, at);
  at = block.writeInt32BE(0, at);

  const int4 = (value: number) => {
    at = block.writeInt32BE(4, at);
    at = block.writeInt32BE(value, at);
  };
  const int8 = (value: bigint | null) => {
    at = block.writeInt32BE(value === null ? -1 : 8, at);
    if (value !== null) at = block.writeBigInt64BE(value, at);
  };
  for (const { row, line, identity, dimensions } of rows) {
    if (at + widestRow > blockBytes) {
      yield block.subarray(0, at);
      block = Buffer.allocUnsafe(blockBytes);
      at = 0;
    }
    at = block.writeInt16BE(columns.length, at);
    int4(workspaceId);
    int4(importId);
    int4(chunk);
    int8(line);
    at = block.writeInt32BE(identity.length, at);
    at += identity.copy(block, at);
    int8(numbersHash(row));
    int8(BigInt(row.startsAt - postgresEpoch) * 1000n);
    int4(dimensions.model);
    int4(dimensions.tier);
    int8(promptSize(row));
    int4(dimensions.team);
    int4(dimensions.project);
    int4(dimensions.user);
    int4(dimensions.apiKey);
    int4(dimensions.source);
    int8(row.requests);
    int8(row.tokens.input);
    int8(row.tokens.cache_read);
    int8(row.tokens.cache_write_5m);
    int8(row.tokens.cache_write_1h);
    int8(row.tokens.output);
    int8(row.reasoning);
  }
  if (at + 2 > blockBytes) {
    yield block.subarray(0, at);
    block = Buffer.allocUnsafe(2);
    at = 0;
  }
  at = block.writeInt16BE(-1, at);
  yield block.subarray(0, at);
}

/** Tokens of a single request's prompt, null for a total of many. Beyond every edge it makes no difference how far. */
function promptSize({ isSingle, tokens }: UsageRow): bigint | null {
  if (!isSingle) return null;
  const prompt = promptOf(tokens);
  return prompt > largestCount ? largestCount : prompt;
}
