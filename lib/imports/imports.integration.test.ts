import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { cubeSums, fixture, canonicalHeader as header, rollupOf, take, visibleSums } from "@/lib/testing/files";
import { resolveConflicts } from "./conflict-resolution";
import { restoreImport, sweepInterrupted, undoImport } from "./mutations";
import { importById, rejections, undoEffect } from "./queries";
import { openImport } from "./receive";

freshDatabase();

type Expected = {
  rows: number;
  accepted: number;
  duplicates: number;
  ignored: number;
  rejected: { line: number; reason: string }[];
  totals: Record<string, string>;
  first_timestamp: string;
  last_timestamp: string;
};

const line = (id: string, { at = "2026-06-01T10:00:00Z", model = "gpt-4o-mini", input = 1000, output = 100, team = "A", requests = "1" } = {}) =>
  `${at},openai,${model},${input},${output},,${requests},,${team},p,u,${id}`;
const csv = (...lines: string[]) => [header, ...lines].join("\n");

describe("the canonical files", () => {
  test.each(["canonical-basic.csv", "canonical-rejects.csv"])("%s goes in as expected", async (name) => {
    const access = await freshWorkspace();
    const expected: Expected = JSON.parse(String(await fixture(`${name}.expected.json`)));
    const record = await take(access, await fixture(name), { filename: name });

    expect(record).toMatchObject({ status: "done", format: "canonical-csv", rows: expected.rows, accepted: expected.accepted });
    expect(record).toMatchObject({ duplicates: expected.duplicates, rejected: expected.rejected.length, ignored: 0 });
    const { uncached_input: input, ...totals } = expected.totals;
    expect(Object.fromEntries(Object.entries(record.totals).map(([key, count]) => [key, String(count)]))).toEqual({ input, ...totals });
    expect(record.firstAt).toBe(Date.parse(expected.first_timestamp));
    expect(record.lastAt).toBe(Date.parse(expected.last_timestamp));
    const refused = [];
    for await (const rows of rejections(access, record.id ?? 0))
      refused.push(...rows.map(({ line, code }) => ({ line: Number(line), reason: code })));
    expect(refused).toEqual(expected.rejected);
    expect(await importById(access, record.id ?? 0)).toEqual({ ...record, createdAt: expect.any(Number), finishedAt: expect.any(Number) });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
  });

  test("the same file again adds nothing, whatever its shape", async () => {
    const access = await freshWorkspace();
    const [head = "", ...rows] = String(await fixture("canonical-basic.csv"))
      .trim()
      .split("\n");
    const names = head.split(",");
    const turned = (row: string) => [...row.split(",")].reverse().join(",");
    await take(access, [head, ...rows].join("\n"));
    const before = await rollupOf(access);
    const shapes = [
      [head, ...rows].join("\r\n"),
      `\ufeff${[head, ...rows].join("\n")}\n\n`,
      [head, ...rows.toReversed()].join("\r"),
      [names.toReversed().join(","), ...rows.map(turned)].join("\n"),
      [
        head.toUpperCase(),
        ...rows.map((row) =>
          row
            .split(",")
            .map((cell) => `"${cell}"`)
            .join(","),
        ),
      ].join("\n"),
      [head.replaceAll(",", ";"), ...rows.map((row) => row.replaceAll(",", ";"))].join("\n"),
    ];
    for (const shape of shapes) {
      const record = await take(access, shape, { filename: "renamed.csv" });
      expect(record).toMatchObject({ rows: 20, accepted: 0, duplicates: 20, conflicts: 0, rejected: 0 });
    }
    const packed = await take(access, gzipSync([head, ...rows].join("\n")));
    expect(packed).toMatchObject({ accepted: 0, duplicates: 20 });
    const wide = await take(access, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from([head, ...rows].join("\n"), "utf16le")]));
    expect(wide).toMatchObject({ accepted: 0, duplicates: 20 });
    expect(await rollupOf(access)).toEqual(before);
  });
});

describe("rows without an id", () => {
  test("truly equal ones in a log all count, and an overlapping export adds only what is new", async () => {
    const access = await freshWorkspace();
    const one = line("");
    expect(await take(access, csv(one, one))).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await take(access, csv(one, one, one))).toMatchObject({ accepted: 1, duplicates: 2, conflicts: 0 });
  });

  test("a wrong zone adds nothing", async () => {
    const access = await freshWorkspace();
    const civil = line("", { at: "2026-06-01 10:00" });
    await take(access, csv(civil));
    expect(await take(access, csv(civil), { timezone: "Asia/Tokyo" })).toMatchObject({ accepted: 0, duplicates: 1, conflicts: 0 });
  });

  test("two accounts are kept apart by their source", async () => {
    const access = await freshWorkspace();
    await take(access, csv(line("")), { source: "north" });
    const other = await take(access, csv(line("")), { source: "south" });
    expect(other.accepted).toBe(1);
    expect(other.warnings).toContainEqual({ code: "overlaps_source", detail: "north: openai/gpt-4o-mini (2026-06-01; 1100 ↔ 1100)" });
  });
});

describe("a known row with other numbers", () => {
  const first = csv(line("a"), line("b"));
  const again = csv(line("a", { input: 2000 }), line("b"));

  test("is kept as it was, and shown as a conflict", async () => {
    const access = await freshWorkspace();
    await take(access, first);
    const before = await rollupOf(access);
    expect(await take(access, again)).toMatchObject({ accepted: 0, duplicates: 2, conflicts: 1 });
    expect(await rollupOf(access)).toEqual(before);
  });

  test("is replaced when asked to; undoing brings the old one back, restoring replaces it again", async () => {
    const access = await freshWorkspace();
    await take(access, first);
    const before = await rollupOf(access);
    const second = await take(access, again, { onConflict: "replace" });
    expect(second).toMatchObject({ accepted: 1, duplicates: 1, conflicts: 1 });
    const replaced = await rollupOf(access);
    expect(await cubeSums(access)).toEqual(await visibleSums(access));

    await undoImport(access, second.id ?? 0);
    expect(await rollupOf(access)).toEqual(before);
    await restoreImport(access, second.id ?? 0);
    expect(await rollupOf(access)).toEqual(replaced);
    expect(await take(access, again)).toMatchObject({ accepted: 0, duplicates: 2, conflicts: 0 });
  });

  test("returns through a chain of replacements", async () => {
    const access = await freshWorkspace();
    await take(access, first);
    const before = await rollupOf(access);
    const second = await take(access, again, { onConflict: "replace" });
    const third = await take(access, csv(line("a", { input: 3000 })), { onConflict: "replace" });
    await undoImport(access, second.id ?? 0);
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    await undoImport(access, third.id ?? 0);
    expect(await rollupOf(access)).toEqual(before);
  });
});

describe("undo", () => {
  test("takes exactly its rows out and names who skipped rows because of it; restore brings them back", async () => {
    const access = await freshWorkspace();
    const one = await take(access, csv(line("a"), line("b")));
    const two = await take(access, csv(line("b"), line("c")), { filename: "later.csv" });
    expect(await undoEffect(access, one.id ?? 0)).toEqual({ rows: 2, skippedBy: [{ id: two.id, filename: "later.csv", rows: 1 }] });
    const before = await rollupOf(access);

    await undoImport(access, one.id ?? 0);
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    await expect(undoImport(access, one.id ?? 0)).rejects.toMatchObject({ code: "import_not_done" });
    await restoreImport(access, one.id ?? 0);
    expect(await rollupOf(access)).toEqual(before);
    await expect(restoreImport(access, one.id ?? 0)).rejects.toMatchObject({ code: "import_not_undone" });
  });

  test("releases identities; what another import took meanwhile stays with it", async () => {
    const access = await freshWorkspace();
    const one = await take(access, csv(line("a"), line("b")));
    await undoImport(access, one.id ?? 0);
    expect(await take(access, csv(line("b")))).toMatchObject({ accepted: 1 });
    expect(await restoreImport(access, one.id ?? 0)).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    expect(await take(access, csv(line("a"), line("b")))).toMatchObject({ accepted: 0, conflicts: 0 });
  });

  test("of another workspace's import is not found", async () => {
    const [mine, theirs] = [await freshWorkspace(), await freshWorkspace()];
    const record = await take(theirs, csv(line("a")));
    await expect(undoImport(mine, record.id ?? 0)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("in any order of imports, undos and restores", () => {
  test("the rollup is the sum of the visible events, and the slices are sums of the cube", async () => {
    const access = await freshWorkspace({ timezone: "Europe/Paris" });
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    const ids: number[] = [];
    for (let round = 0; round < 40; round++) {
      const id = ids[random(ids.length)];
      const act = random(5);
      if (act < 2 || id === undefined) {
        const lines = Array.from({ length: 1 + random(12) }, () => {
          const key = random(20);
          return line(key < 15 ? `r${key}` : "", {
            at: `2026-06-0${1 + (key % 5)}T2${key % 4}:15:00Z`,
            input: 100 * (1 + random(3)),
            team: `T${key % 3}`,
          });
        });
        const record = await take(access, csv(...lines), { onConflict: random(2) ? "replace" : "keep" });
        if (record.id) ids.push(record.id);
      } else {
        const acts = [() => undoImport(access, id), () => restoreImport(access, id), () => resolveConflicts(access, id, { replace: "all" })];
        await acts[act - 2]?.().catch(() => {});
      }

      expect(await cubeSums(access)).toEqual(await visibleSums(access));
      const sum = async (table: string) =>
        (
          await pool().query(
            `select coalesce(sum(input), 0)::text as input, coalesce(sum(rows), 0)::text as rows from ${table} where workspace_id = $1`,
            [access.workspaceId],
          )
        ).rows[0];
      expect(await sum("usage_day_team")).toEqual(await sum("usage_day"));
      expect(await sum("usage_day_model")).toEqual(await sum("usage_day"));
      const twice = await pool().query(
        `select 1 from usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
         where e.workspace_id = $1 and not e.superseded group by id_hash having count(*) > 1`,
        [access.workspaceId],
      );
      expect(twice.rowCount).toBe(0);
    }
  });
});

describe("a file that cannot be read as a whole", () => {
  test.each([
    ["empty_file", ""],
    ["binary_file", "timestamp,model\u0000"],
    ["unknown_format", "date,amount\n2026-06-01,5"],
    ["missing_column", "timestamp,model,input_tokens\n2026-06-01,gpt-4o,5"],
    ["duplicate_column", `${header},model\n`],
    ["unclosed_quote", `${header}\n${line("a")}\n"2026-06-01,openai`],
    ["damaged_gzip", gzipSync(csv(line("a"))).subarray(0, 40)],
    ["archive_bomb", gzipSync(`${header}\n${"\n".repeat(30 << 20)}`)],
    ["header_too_long", `timestamp,${"x".repeat(70_000)}`],
  ])("fails with %s, and nothing of it is written", async (code, content) => {
    const access = await freshWorkspace();
    const record = await take(access, content);
    expect(record).toMatchObject({ status: "failed", error: { code } });
    expect(record.error?.detail).not.toBe("");
    expect(await visibleSums(access)).toEqual([]);
    expect((await importById(access, record.id ?? 0)).status).toBe("failed");
  });

  test("a header without rows imports nothing, and says so", async () => {
    expect(await take(await freshWorkspace(), `${header}\n`)).toMatchObject({ status: "done", rows: 0, warnings: [{ code: "no_rows" }] });
  });
});

describe("an import that breaks off", () => {
  const body = async function* (fail: () => void) {
    yield Buffer.from(`${csv(line("a"), line("b"))}\n`);
    fail();
  };
  const nothing = async (access: Awaited<ReturnType<typeof freshWorkspace>>, id: number) => {
    expect(await visibleSums(access)).toEqual([]);
    expect(await importById(access, id)).toMatchObject({ status: "interrupted", accepted: 0 });
    const left = await pool().query("select 1 from usage_identity where workspace_id = $1", [access.workspaceId]);
    expect(left.rowCount).toBe(0);
    expect(await take(access, csv(line("a"), line("b")))).toMatchObject({ accepted: 2 });
  };

  test("because the sender went away leaves nothing", async () => {
    const access = await freshWorkspace();
    const { id, receive } = await openImport(access, { filename: "cut.csv" });
    const failing = receive(
      body(() => {
        throw new Error("aborted");
      }),
    );
    await expect(failing).rejects.toThrow("aborted");
    await nothing(access, id);
  });

  test("because fewer bytes came than announced leaves nothing", async () => {
    const access = await freshWorkspace();
    const { id, receive } = await openImport(access, { filename: "short.csv", contentLength: 100_000 });
    await expect(receive(body(() => {}))).rejects.toMatchObject({ code: "short_body" });
    await nothing(access, id);
  });

  test("because the database ended its connections leaves nothing", async () => {
    const access = await freshWorkspace();
    const { id, receive } = await openImport(access, { filename: "killed.csv" });
    const cut = async function* () {
      yield Buffer.from(`${csv(line("a"), line("b"))}\n`);
      await pool().query(
        "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.objid = $1 and l.pid <> pg_backend_pid()",
        [id],
      );
      yield Buffer.from(line("c"));
    };
    await expect(receive(cut())).rejects.toThrow();
    await nothing(access, id);
  });

  test("because its process died is swept up; a living one is not", async () => {
    const access = await freshWorkspace();
    const dead = await pool().query<{ id: number }>(
      "insert into import (workspace_id, status, filename, actor) values ($1, 'running', 'dead.csv', 'system') returning id",
      [access.workspaceId],
    );
    const alive = await openImport(access, { filename: "alive.csv" });
    await sweepInterrupted();
    await expect(importById(access, dead.rows[0]?.id ?? 0)).resolves.toMatchObject({ status: "interrupted" });
    await expect(importById(access, alive.id)).resolves.toMatchObject({ status: "queued" });
    await alive.receive(body(() => {}));
  });
});

test("a dry run says what would happen and writes nothing", async () => {
  const access = await freshWorkspace();
  await take(access, csv(line("a")));
  const before = await rollupOf(access);
  const names = async () => (await pool().query("select count(*) from dimension_value where workspace_id = $1", [access.workspaceId])).rows[0].count;
  const named = await names();
  const record = await take(access, csv(line("a"), line("b", { team: "New" }), line("c", { input: -1 })), { isDryRun: true });
  expect(record).toMatchObject({ id: null, rows: 3, accepted: 1, duplicates: 1, rejected: 1 });
  expect(await rollupOf(access)).toEqual(before);
  expect(await names()).toBe(named);
  expect((await pool().query("select 1 from import where workspace_id = $1", [access.workspaceId])).rowCount).toBe(1);
});

test("the same file sent eight times at once is there once", async () => {
  const access = await freshWorkspace();
  const content = csv(...Array.from({ length: 300 }, (_, index) => line(`r${index}`)));
  const records = await Promise.all(Array.from({ length: 8 }, (_, index) => take(access, content, { filename: `${index}.csv` })));
  expect(records.map(({ accepted }) => accepted).toSorted((a, b) => b - a)).toEqual([300, 0, 0, 0, 0, 0, 0, 0]);
  expect(records.map(({ error, rows, conflicts }) => ({ error, rows, conflicts }))).toEqual(Array(8).fill({ error: null, rows: 300, conflicts: 0 }));
  // 300 rows of 1,000 in and 100 out.
  expect(await cubeSums(access)).toEqual([expect.objectContaining({ rows: "300", input: "300000", output: "30000" })]);
  expect(await cubeSums(access)).toEqual(await visibleSums(access));
});

test("cells are data: what a spreadsheet would run is stored as typed", async () => {
  const access = await freshWorkspace();
  await take(access, csv(line("a", { team: "=HYPERLINK(1)" })));
  const { rows } = await pool().query("select name from dimension_value where workspace_id = $1 and kind = 'team'", [access.workspaceId]);
  expect(rows).toEqual([{ name: "=HYPERLINK(1)" }]);
});
