import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Charge } from "@/lib/usage/charge";
import { largestCount } from "@/lib/usage/count";
import { identityOfFields, identityOfRequest, knownFields, numbersHash } from "@/lib/usage/identity";
import { type Money, promptOf, type UsageRow } from "@/lib/usage/row";
import { noTokens } from "@/lib/usage/tokens";
import type { RowDimensions } from "./dimensions";

/**
 * A row on its way in: its place in its file, its identity (16 bytes), its names as ids, and what it is known by where it has no id: its identity is then that
 * of the first such row.
 */
export type StagedRow = { row: UsageRow | Charge; line: bigint; identity: Buffer; fields: string | null; dimensions: RowDimensions };

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
const widestCharacter = 3;
const blockBytes = 1 << 18;

/** A row of a file, known by its id or by its fields. */
export function stagedRow(row: UsageRow | Charge, line: bigint, source: string, dimensions: RowDimensions): StagedRow {
  if (row.kind === "usage" && row.requestId !== "") return { row, line, identity: identityOfRequest(row.requestId), fields: null, dimensions };
  const fields = knownFields(source, row);
  return { row, line, identity: identityOfFields(fields), fields, dimensions };
}

/** Writes rows to the staging table with a binary COPY. */
export async function stage(
  client: pg.ClientBase,
  place: { workspaceId: number; importId: number; chunk: number },
  rows: readonly StagedRow[],
): Promise<void> {
  const hasMoney = rows.some(({ row }) => row.kind === "charge" || row.reported !== null || row.endsAt !== null);
  const hasFields = rows.some(({ fields }) => fields !== null);
  const names = [...columns, ...(hasFields ? ["fields"] : []), ...(hasMoney ? moneyColumns : [])];
  const copy = client.query(copyFrom(`copy import_staging (${names.join(", ")}) from stdin (format binary)`));
  await pipeline(Readable.from(encoded(place, rows, { hasFields, hasMoney, width: names.length })), copy);
}

function* encoded(
  { workspaceId, importId, chunk }: { workspaceId: number; importId: number; chunk: number },
  rows: readonly StagedRow[],
  { hasFields, hasMoney, width }: { hasFields: boolean; hasMoney: boolean; width: number },
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
  for (const { row, line, identity, fields, dimensions } of rows) {
    const money = hasMoney ? moneyOf(row) : null;
    const characters = (fields?.length ?? 0) + (money?.cost?.amount.length ?? 0) + (money?.charge?.length ?? 0);
    const wanted = widestRow + widestMoney + widestCharacter * characters;
    if (at + wanted > block.length) {
      yield block.subarray(0, at);
      block = Buffer.allocUnsafe(Math.max(blockBytes, wanted));
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
    if (hasFields) text(fields);
    if (!money) continue;
    int8(row.endsAt === null ? null : BigInt(row.endsAt - postgresEpoch) * 1000n);
    text(money.cost?.amount);
    text(money.cost?.currency);
    text(money.charge);
  }
  if (at + 2 > block.length) {
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
