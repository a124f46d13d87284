import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import yauzl from "yauzl";
import type { Access } from "@/lib/access";
import { createApiKey } from "@/lib/api-keys/mutations";
import { closeMonth } from "@/lib/closing/mutations";
import { ownConnection, pool } from "@/lib/db";
import { undoImport } from "@/lib/imports/mutations";
import { recordBaseline } from "@/lib/pricing/mutations";
import { recordUsage } from "@/lib/recording/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { monthCsv } from "@/lib/testing/reports";
import { verifyChains } from "../../scripts/audit-chain.mjs";
import { deleteWorkspace } from "./deletion";
import { exportWorkspace } from "./export";
import { tenantTables } from "./tables";

freshDatabase();

const rows = [
  "2026-06-01T10:00:00.123456Z,openai,gpt-4o,1000,50,200,1,batch,Search,atlas,nora,r1",
  '2026-06-02T10:00:00Z,anthropic,claude-sonnet-4-5,9007199254740993,0,0,12,,"a, ""b""\n=x",,,r2',
  "2026-06-30T23:30:00Z,,nobody-priced-this,7,7,0,1,,,,,r3",
];

async function filled(): Promise<Access> {
  const access = await freshWorkspace({ timezone: "Europe/Paris" });
  await take(access, [canonicalHeader, ...rows].join("\n"));
  const undone = await take(access, [canonicalHeader, rows[0]?.replace("r1", "r9")].join("\n"));
  await undoImport(access, undone.id ?? 0);
  await recordUsage(access, [{ timestamp: "2026-06-03T10:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 5, output_tokens: 6 }]);
  await recordBaseline(access, { provider: "openai", model: "gpt-4o" });
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  return access;
}

async function unpacked(access: Access): Promise<Map<string, string>> {
  const zip = await yauzl.fromBufferPromise(await buffer(await exportWorkspace(access)));
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) files.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString("utf8"));
  return files;
}

function june(access: Access): Promise<string> {
  return monthCsv(access, "2026-06");
}

async function rowsOf({ workspaceId }: Access): Promise<Record<string, number>> {
  const client = await ownConnection();
  const found: Record<string, number> = {};
  for (const { name } of await tenantTables(client)) {
    const { rows: counted } = await client.query(`select count(*)::int as count from ${name} where workspace_id = $1`, [workspaceId]);
    if (counted[0].count) found[name] = counted[0].count;
  }
  await client.end();
  return found;
}

test("what was exported gives the same month when an empty workspace takes it in", async () => {
  const access = await filled();
  const files = await unpacked(access);
  const again = await freshWorkspace({ timezone: "Europe/Paris" });
  const imported = await take(again, files.get("events.csv") ?? "");
  expect(imported).toMatchObject({ status: "done", accepted: 4, rejected: 0 });
  expect(await june(again)).toBe(await june(access));
});

test("an export holds the files of closed months as they were closed", async () => {
  const access = await filled();
  const { sha256 } = await closeMonth(access, "2026-06", "all");
  const files = await unpacked(access);
  const [closed] = (files.get("closed_month.jsonl") ?? "").trim().split("\n");
  expect(JSON.parse(closed ?? "")).toMatchObject({ month: "2026-06", number: 1, sha256 });
  const kept = (files.get("closed_file.jsonl") ?? "")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(kept.length).toBeGreaterThan(2);
  for (const file of kept) expect(files.has(`reports/${file.name}`), file.name).toBe(true);
  const json = kept.find(({ format }) => format === "json");
  expect(
    createHash("sha256")
      .update(files.get(`reports/${json.name}`) ?? "")
      .digest("hex"),
  ).toBe(json.sha256);
});

test("an export holds everything of its workspace, nothing of another, and no secret", async () => {
  const access = await filled();
  const other = await freshWorkspace();
  await take(other, `${canonicalHeader}\n2026-06-01T10:00:00Z,openai,gpt-4o,1,1,0,1,,FOREIGN,,,f1\n`);
  const files = await unpacked(access);
  expect([...files.keys()]).toEqual(
    expect.arrayContaining([
      "README.txt",
      "events.csv",
      "workspace.jsonl",
      "import.jsonl",
      "audit_entry.jsonl",
      "api_key.jsonl",
      "baseline.jsonl",
      "price_rule.jsonl",
      "membership.jsonl",
    ]),
  );
  const everything = [...files.values()].join("\n");
  expect(everything).not.toMatch(/FOREIGN|\\\\x[0-9a-f]{20}/);
  const json = (name: string) =>
    (files.get(name) ?? "")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  expect(json("api_key.jsonl")).toMatchObject([{ name: "nightly" }]);
  expect(json("api_key.jsonl")[0]).not.toHaveProperty("hash");
  expect(json("import.jsonl")).toHaveLength(3);
  expect(json("audit_entry.jsonl").at(-1)).toMatchObject({ action: "workspace.exported" });
});

test("a deleted workspace leaves no row, and the fact that it was", async () => {
  const [access, other] = [await filled(), await filled()];
  const { slug } = (await pool().query("select slug from workspace where id = $1", [access.workspaceId])).rows[0];
  const before = await rowsOf(other);
  expect(Object.keys(await rowsOf(access)).length).toBeGreaterThan(8);
  await expect(deleteWorkspace(access, { confirmation: "yes" })).rejects.toMatchObject({ code: "invalid_input" });

  await deleteWorkspace(access, { confirmation: ` ${slug} ` });
  expect(await rowsOf(access)).toEqual({});
  expect(await rowsOf(other)).toEqual(before);
  expect((await pool().query("select 1 from workspace where id = $1", [access.workspaceId])).rowCount).toBe(0);
  const { rows: facts } = await pool().query("select action, target, before from audit_entry where workspace_id = 0 order by id desc limit 1");
  expect(facts).toMatchObject([{ action: "workspace.deleted", target: slug, before: { imports: "3", events: "4", audit_entries: "6" } }]);
  const client = await ownConnection();
  expect((await verifyChains(client).finally(() => client.end())).filter(({ problem }) => problem)).toEqual([]);
  await expect(pool().query("delete from audit_entry where workspace_id = $1", [other.workspaceId])).rejects.toThrow(/append-only/);
});

test("whoever stops downloading frees the connection", async () => {
  const access = await filled();
  const output = await exportWorkspace(access);
  output.destroy();
  await expect
    .poll(
      async () =>
        (await pool().query("select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'")).rowCount,
    )
    .toBe(0);
});
