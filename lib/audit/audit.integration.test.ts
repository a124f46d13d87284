import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { createApiKey, revokeApiKey } from "@/lib/api-keys/mutations";
import { audit, installation } from "@/lib/audit";
import { ownConnection, pool, transaction } from "@/lib/db";
import { en } from "@/lib/i18n/en/catalogue";
import { changeTimezone } from "@/lib/imports/boundaries";
import { restoreImport, undoImport } from "@/lib/imports/mutations";
import { recordBaseline } from "@/lib/pricing/mutations";
import { recordUsage } from "@/lib/recording/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { changeWorkspace } from "@/lib/workspaces/mutations";
import { verifyChains } from "../../scripts/audit-chain.mjs";
import { auditCsv } from "./csv";
import { auditTrail } from "./queries";
import { changesOf } from "./record";

freshDatabase();

const file = `${canonicalHeader}\n2026-06-01T10:00:00Z,openai,gpt-4o,10,20,0,1,,search,,,r1\n`;
const row = { timestamp: "2026-06-02T10:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 1, output_tokens: 2 };

/** The actions an undertaking left behind, oldest first. */
async function traceOf(access: Access, work: () => Promise<unknown>): Promise<string[]> {
  const [newest] = (await auditTrail(access, { limit: 1 })).items;
  await work();
  const { items } = await auditTrail(access, { limit: 1000 });
  return items
    .filter(({ id }) => BigInt(id) > BigInt(newest?.id ?? 0))
    .map(({ action }) => action)
    .reverse();
}

async function verdictOn({ workspaceId }: Pick<Access, "workspaceId">) {
  const client = await ownConnection();
  try {
    const { rows } = await client.query<{ slug: string }>("select slug from workspace where id = $1", [workspaceId]);
    const verdicts = await verifyChains(client);
    return verdicts.find(({ chain }) => chain === (rows[0]?.slug ?? "the installation"));
  } finally {
    await client.end();
  }
}

/** As somebody would who holds the database: past every trigger. */
async function tamper(sql: string, values: unknown[]): Promise<void> {
  const client = await ownConnection();
  await client.query("alter table audit_entry disable trigger user");
  await client.query(sql, values);
  await client.query("alter table audit_entry enable trigger user");
  await client.end();
}

async function fill(access: Access, entries: number): Promise<void> {
  for (let n = 1; n <= entries; n++) await transaction((client) => audit(client, access, { action: "test.done", target: String(n), after: { n } }));
}

test("every change leaves exactly one entry", async () => {
  const access = await freshWorkspace();
  const other = file.replace("r1", "r2");
  const { id } = await take(access, file);
  const traces = [
    await traceOf(access, () => take(access, other)),
    await traceOf(access, () => undoImport(access, id ?? 0)),
    await traceOf(access, () => restoreImport(access, id ?? 0)),
    await traceOf(access, () => take(access, "no usage\n1\n").catch(() => {})),
    await traceOf(access, () => take(access, other, { isDryRun: true })),
    await traceOf(access, () => recordUsage(access, [row])),
    await traceOf(access, () => recordUsage(access, [row])),
    await traceOf(access, () => changeWorkspace(access, { name: "Atelier", locale: "fr" })),
    await traceOf(access, () => changeTimezone(access, "Asia/Kolkata")),
    await traceOf(access, () => recordBaseline(access, { provider: "openai", model: "gpt-4o" })),
    await traceOf(access, () => createApiKey(access, { name: "nightly", scopes: ["read"] })),
  ];
  expect(traces).toEqual([
    ["import.done"],
    ["import.undone"],
    ["import.restored"],
    [], // refused as a whole: nothing changed
    [], // only checked
    ["recording.begun"], // once a key and day
    [],
    ["workspace.changed"],
    ["workspace.timezone_changed"],
    ["baseline.recorded"],
    ["api_key.created"],
  ]);
});

test("an entry says who, from where, and what was before and after", async () => {
  const access = { ...(await freshWorkspace()), from: { address: "192.0.2.7", requestId: "request-12345" } };
  await changeWorkspace(access, { name: "Atelier", locale: "fr" });
  const [entry] = (await auditTrail(access)).items;
  expect(entry).toMatchObject({ id: "1", actor: "system", action: "workspace.changed", address: "192.0.2.7", requestId: "request-12345" });
  expect(entry && changesOf(entry).find(({ field }) => field === "locale")).toEqual({ field: "locale", before: "en", after: "fr" });
});

test("a change that is rolled back leaves no entry, and a key's revocation is not told twice", async () => {
  const access = await freshWorkspace();
  await transaction(async (client) => {
    await audit(client, access, { action: "test.done" });
    throw new Error("no");
  }).catch(() => {});
  expect((await auditTrail(access)).items).toEqual([]);
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  const { rows } = await pool().query("select id from api_key where workspace_id = $1", [access.workspaceId]);
  await revokeApiKey(access, rows[0].id);
  await expect(revokeApiKey(access, rows[0].id)).rejects.toMatchObject({ code: "not_found" });
  expect((await auditTrail(access)).items.map(({ action }) => action)).toEqual(["api_key.revoked", "api_key.created"]);
});

test("writers of one workspace at once are numbered without gaps and verify", async () => {
  const access = await freshWorkspace();
  await Promise.all(Array.from({ length: 40 }, (_, n) => transaction((client) => audit(client, access, { action: "test.done", target: String(n) }))));
  const { items } = await auditTrail(access, { limit: 100 });
  expect(items.map(({ id }) => Number(id))).toEqual(Array.from({ length: 40 }, (_, n) => 40 - n));
  expect(await verdictOn(access)).toMatchObject({ entries: 40n, problem: null });
});

test("the database refuses to change, delete or truncate entries", async () => {
  const access = await freshWorkspace();
  await fill(access, 1);
  const place = [access.workspaceId];
  await expect(pool().query("update audit_entry set action = 'x' where workspace_id = $1", place)).rejects.toThrow(/append-only/);
  await expect(pool().query("delete from audit_entry where workspace_id = $1", place)).rejects.toThrow(/append-only/);
  await expect(pool().query("truncate audit_entry")).rejects.toThrow(/append-only/);
});

test("an edit, a gap and a cut-off end are found and named", async () => {
  const [edited, holed, cut, swapped] = [await freshWorkspace(), await freshWorkspace(), await freshWorkspace(), await freshWorkspace()];
  for (const access of [edited, holed, cut, swapped]) await fill(access, 5);
  await tamper("update audit_entry set after = '{\"n\": 4000}' where workspace_id = $1 and id = 4", [edited.workspaceId]);
  await tamper("delete from audit_entry where workspace_id = $1 and id in (2, 3)", [holed.workspaceId]);
  await tamper("delete from audit_entry where workspace_id = $1 and id = 5", [cut.workspaceId]);
  // Rewritten with a hash that is right in itself: the next entry does not follow.
  await tamper(
    `update audit_entry e set actor = 'user:someone', hash = sha256((select hash from audit_entry p where p.workspace_id = e.workspace_id and p.id = 1)
       || convert_to(audit_content(row(e.workspace_id, e.id, e.at, 'user:someone', e.action, e.target, e.before, e.after, e.address, e.request_id, null)::audit_entry), 'UTF8'))
     where workspace_id = $1 and id = 2`,
    [swapped.workspaceId],
  );
  expect((await verdictOn(edited))?.problem).toMatch(/^entry 4 was changed/);
  expect((await verdictOn(holed))?.problem).toBe("entries 2 to 3 are missing");
  expect((await verdictOn(cut))?.problem).toBe("entry 5 is missing");
  expect((await verdictOn(swapped))?.problem).toMatch(/^entry 3 was changed, or does not follow/);
});

test("what belongs to no workspace is in the installation's own chain", async () => {
  expect(await verdictOn({ workspaceId: installation })).toMatchObject({ problem: null });
  const { rows } = await pool().query("select action from audit_entry where workspace_id = 0 order by id limit 1");
  expect(rows).toEqual([{ action: "price_book.installed" }]);
});

test("the trail can be filtered, paged and exported", async () => {
  const access = await freshWorkspace();
  await fill(access, 3);
  await changeWorkspace(access, { name: '=cmd("x")', locale: "en" });
  const first = await auditTrail(access, { action: "test.done", limit: 2 });
  expect(first.items.map(({ target }) => target)).toEqual(["3", "2"]);
  const second = await auditTrail(access, { action: "test.done", limit: 2, ...(first.nextCursor && { cursor: first.nextCursor }) });
  expect([second.items.map(({ target }) => target), second.nextCursor]).toEqual([["1"], null]);
  expect((await auditTrail(access, { actor: "user:nobody" })).items).toEqual([]);
  expect((await auditTrail(access, { to: 0 })).items).toEqual([]);
  let csv = "";
  for await (const line of auditCsv(access, {})) csv += line;
  expect(csv.split("\r\n")).toHaveLength(1 + 4 + 1);
  expect(csv.split("\r\n")[1]).toMatch(/^4,20\d\d-.*,system,workspace\.changed,/);
});

test("every action has words", () => {
  const root = path.resolve(import.meta.dirname, "../..");
  const files = ["lib", "scripts"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => path.join(root, folder, name)),
  );
  const sources = files.filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes(".test.")).map((name) => readFileSync(name, "utf8"));
  const actions = sources.flatMap((source) => [...source.matchAll(/\baction: "([a-z_]+\.[a-z_]+)"/g)].map(([, action]) => action ?? ""));
  expect(actions.length).toBeGreaterThan(10);
  expect(actions.filter((action) => !en.audit.actions[action.replaceAll(".", "_")])).toEqual([]);
});
