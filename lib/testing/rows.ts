import type { Access } from "@/lib/access";
import { ownConnection, pool } from "@/lib/db";
import { Interner } from "@/lib/imports/dimensions";
import { lockWorkspace } from "@/lib/imports/locks";
import { clearMerged, mergeChunk, prepareMerging } from "@/lib/imports/merge";
import { heldBoundaries } from "@/lib/imports/segments";
import { Chunk, stagedRow } from "@/lib/imports/staging";
import type { UsageRow } from "@/lib/usage/row";
import { forEachClass } from "@/lib/usage/tokens";

/** A single request of 100 tokens, of which only what matters is named. */
export function usageRow(of: Partial<Omit<UsageRow, "kind">> & Pick<UsageRow, "startsAt" | "requestId">): UsageRow {
  const nobody = { team: "", project: "", user: "", apiKey: "" };
  const tokens = { ...forEachClass(() => 0n), input: 100n };
  const plain = { kind: "usage", endsAt: null, apart: "", reported: null } as const;
  return {
    ...plain,
    timeIdentity: "",
    provider: "openai",
    model: "gpt-4o",
    tier: "",
    ...nobody,
    requests: 1n,
    isSingle: true,
    tokens,
    reasoning: 0n,
    ...of,
  };
}

/** Takes rows in as a file would, whatever a format can say of them, merging so many at once. Answers the import. */
export async function takeRows(
  access: Access,
  rows: readonly UsageRow[],
  { source = "log", onConflict = "keep" as "keep" | "replace", chunkRows = rows.length } = {},
): Promise<number> {
  const times = { from: Math.min(...rows.map((row) => row.startsAt)), to: Math.max(...rows.map((row) => row.startsAt)) };
  const { rows: made } = await pool().query<{ id: number }>(
    "insert into import (workspace_id, status, filename, source, actor, first_at, last_at) values ($1, 'done', 'rows', $2, 'system', $3, $4) returning id",
    [access.workspaceId, source, new Date(times.from), new Date(times.to)],
  );
  const id = made[0]?.id ?? 0;
  const interner = new Interner(access.workspaceId, { writes: true });
  const dimensions = await interner.of(rows.map((row) => ({ row, source })));
  const client = await ownConnection();
  try {
    await client.query("begin");
    await lockWorkspace(client, access.workspaceId);
    const boundaries = await heldBoundaries(client, access.workspaceId);
    await prepareMerging(client);
    const target = { workspaceId: access.workspaceId, importId: id, onConflict, boundaries };
    let [accepted, mayBeNew] = [0, true];
    for (let from = 0; from < rows.length; from += chunkRows) {
      const chunk = new Chunk();
      for (const [index, names] of dimensions.slice(from, from + chunkRows).entries()) {
        const row = rows[from + index];
        if (row) chunk.add(stagedRow(row, BigInt(from + index + 2), source, names));
      }
      await clearMerged(client);
      const merged = await mergeChunk(client, { ...target, mayBeNew }, chunk);
      accepted += merged.accepted;
      mayBeNew &&= merged.accepted === chunk.rows;
    }
    await client.query("update import set accepted = $3, rows = $4 where workspace_id = $1 and id = $2", [
      ...[access.workspaceId, id, accepted, rows.length],
    ]);
    await client.query("commit");
  } finally {
    await client.end();
  }
  return id;
}
