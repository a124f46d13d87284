import fc from "fast-check";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { cubeSums, visibleSums } from "@/lib/testing/files";
import { takeRows, usageRow } from "@/lib/testing/rows";
import { identityOfFields, identityOfRequest, knownFields } from "@/lib/usage/identity";
import type { UsageRow } from "@/lib/usage/row";
import { restoreImport, undoImport } from "./mutations";

freshDatabase();

const source = "log";
const startsAt = Date.parse("2026-06-01T00:00:00Z");
const hours = ["00", "01", "02", "03"];

/** Rows of a few kinds, so that many are equal; every second kind's numbers differ from row to row. */
function rowOf({ kind, id }: { kind: number; id: number | null }, index: number): UsageRow {
  const requestId = id === null ? "" : `r-${id}`;
  const tokens = { input: BigInt(kind % 2 ? index : 7), cache_read: 0n, cache_write_5m: 0n, cache_write_1h: 0n, output: 0n };
  return usageRow({ startsAt: startsAt + kind * 3_600_000, requestId, timeIdentity: `2026-06-01T${hours[kind]}`, tokens, user: "ünï\u001f" });
}

/** What each row of a file is known by, in plain: by its id, or its fields and which of them it is. */
function identities(rows: readonly UsageRow[]): string[] {
  const met = new Map<string, number>();
  return rows.map((row) => {
    if (row.requestId) return identityOfRequest(row.requestId);
    const fields = knownFields(source, row);
    const ordinal = (met.get(fields) ?? 0) + 1;
    met.set(fields, ordinal);
    return identityOfFields(fields, ordinal);
  });
}

async function held(access: Access, importId: number): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    "select encode(id_hash, 'hex') as id from usage_identity where workspace_id = $1 and import_id = $2 order by 1",
    [access.workspaceId, importId],
  );
  return rows.map(({ id }) => id);
}

const row = fc.record({ kind: fc.nat(3), id: fc.option(fc.nat(5), { freq: 3, nil: null }) });
const file = fc.record({ rows: fc.array(row, { minLength: 1, maxLength: 14 }), chunkRows: fc.integer({ min: 1, max: 6 }) });

test("the n-th of equal rows of a file is the same row as the n-th in any other, however the file is cut into chunks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), fc.nat(3), async (files, undone) => {
      const access = await freshWorkspace();
      const live = new Map<number, Set<string>>();
      for (const [index, { rows: kinds, chunkRows }] of files.entries()) {
        const rows = kinds.map(rowOf);
        const id = await takeRows(access, rows, { source, chunkRows });
        const known = new Set([...live.values()].flatMap((ids) => [...ids]));
        const own = new Set(identities(rows).filter((identity) => !known.has(identity)));
        expect(await held(access, id)).toEqual([...own].sort());
        live.set(id, own);
        if (index === undone) {
          await undoImport(access, id);
          live.delete(id);
        }
      }
      expect(await cubeSums(access)).toEqual(await visibleSums(access));
    }),
    { numRuns: 40 },
  );
});

test("equal rows in several chunks all count once, and again after their import was undone and brought back", async () => {
  const access = await freshWorkspace();
  // Five rows of one kind, cut 2 + 2 + 1; the same file again, cut otherwise, and then with a sixth.
  const equal = Array.from({ length: 6 }, (_, index) => rowOf({ kind: 0, id: null }, index));
  const first = await takeRows(access, equal.slice(0, 5), { source, chunkRows: 2 });
  expect(await held(access, first)).toHaveLength(5);
  expect(await held(access, await takeRows(access, equal.slice(0, 5), { source, chunkRows: 3 }))).toEqual([]);
  expect(await held(access, await takeRows(access, equal, { source, chunkRows: 1 }))).toHaveLength(1);
  await undoImport(access, first);
  await restoreImport(access, first);
  expect(await held(access, first)).toHaveLength(5);
  expect(await cubeSums(access)).toMatchObject([{ rows: "5" }, { rows: "1" }]);
});
