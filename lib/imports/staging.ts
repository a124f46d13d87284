import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Charge } from "@/lib/usage/charge";
import { largestCount } from "@/lib/usage/count";
import { numbersHash } from "@/lib/usage/identity";
import { type Money, promptOf, type UsageRow } from "@/lib/usage/row";
import { noTokens } from "@/lib/usage/tokens";
import type { RowDimensions } from "./dimensions";

/** A row on its way in: its place in its file, its identity (16 bytes) and its names as ids. */
export type StagedRow = { row: UsageRow | Charge; line: bigint; identity: Buffer; dimensions: RowDimensions };

const columns = [
  ...["workspace_id", "import_id", "chunk", "line", "id_hash", "numbers_hash", "starts_at", "raw_model_id", "service_tier_id", "prompt"],
  ...["team_id", "project_id", "user_id", "api_key_id", "source_id", "requests"],
  ...["input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"],
];
/** What most files have none of. */
const moneyColumns = ["ends_at", "reported_cost", "reported_currency", "charge"];
/** Postgres counts microseconds from 2000-01-01. */
const postgresEpoch = Date.UTC(2000, 0, 1);
const widestRow = 2 + columns.length * 12 + 16;
const widestMoney = moneyColumns.length * 12;
const blockBytes = 1 << 18;

/** Writes rows to the staging table with a binary COPY. */
export async function stage(
  client: pg.ClientBase,
  place: { workspaceId: number; importId: number; chunk: number },
  rows: readonly StagedRow[],
): Promise<void> {
  const hasMoney = rows.some(({ row }) => row.kind === "charge" || row.reported !== null || row.endsAt !== null);
  const names = hasMoney ? [...columns, ...moneyColumns] : columns;
  const copy = client.query(copyFrom(`copy import_staging (${names.join(", ")}) from stdin (format binary)`));
  await pipeline(Readable.from(encoded(place, rows, hasMoney)), copy);
}

function* encoded(
  { workspaceId, importId, chunk }: { workspaceId: number; importId: number; chunk: number },
  rows: readonly StagedRow[],
  hasMoney: boolean,
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
  const text = (value: string | null | undefined) => {
    if (value === null || value === undefined) {
      at = block.writeInt32BE(-1, at);
      return;
    }
    const length = block.write(value, at + 4);
    block.writeInt32BE(length, at);
    at += 4 + length;
  };
  const width = columns.length + (hasMoney ? moneyColumns.length : 0);
  for (const { row, line, identity, dimensions } of rows) {
    const money = hasMoney ? moneyOf(row) : null;
    const wanted = widestRow + (money ? widestMoney + 3 * ((money.cost?.amount.length ?? 0) + (money.charge?.length ?? 0)) : 0);
    if (at + wanted > blockBytes) {
      yield block.subarray(0, at);
      block = Buffer.allocUnsafe(blockBytes);
      at = 0;
    }
    const { tokens, reasoning, requests } = row.kind === "usage" ? row : nothing;
    at = block.writeInt16BE(width, at);
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
    int8(requests);
    int8(tokens.input);
    int8(tokens.cache_read);
    int8(tokens.cache_write_5m);
    int8(tokens.cache_write_1h);
    int8(tokens.output);
    int8(reasoning);
    if (!money) continue;
    int8(row.endsAt === null ? null : BigInt(row.endsAt - postgresEpoch) * 1000n);
    text(money.cost?.amount);
    text(money.cost?.currency);
    text(money.charge);
  }
  if (at + 2 > blockBytes) {
    yield block.subarray(0, at);
    block = Buffer.allocUnsafe(2);
    at = 0;
  }
  at = block.writeInt16BE(-1, at);
  yield block.subarray(0, at);
}

const nothing = { tokens: noTokens, reasoning: 0n, requests: null };

/** What a row says it cost; of a charge also what usage has not. */
function moneyOf(row: UsageRow | Charge): { cost: Money | null; charge: string | null } {
  if (row.kind === "usage") return { cost: row.reported, charge: null };
  const { provider, model, item, credits, quantity } = row;
  return { cost: row.amount, charge: JSON.stringify({ provider, model, item, credits, quantity }) };
}

/** Tokens of a single request's prompt, null for a total of many. Beyond every edge it makes no difference how far. */
function promptSize(row: UsageRow | Charge): bigint | null {
  if (row.kind === "charge" || !row.isSingle) return null;
  const prompt = promptOf(row.tokens);
  return prompt > largestCount ? largestCount : prompt;
}
