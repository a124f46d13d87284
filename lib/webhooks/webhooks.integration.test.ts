import http from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { createApiKey } from "@/lib/api-keys/mutations";
import { audit } from "@/lib/audit";
import { disconnect, pool, transaction } from "@/lib/db";
import { undoImport } from "@/lib/imports/mutations";
import { applyListAsOperator } from "@/lib/repricing/list-update";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { auditOf, freshMember } from "@/lib/testing/people";
import { deliverDue } from "./delivery";
import { webhookEvents } from "./event";
import { createWebhook, deleteWebhook, pauseWebhook, redeliver, testWebhook } from "./mutations";
import { deliveriesOf, webhookById, webhooks } from "./queries";

// Settings are read once.
process.env.OBOLE_WEBHOOK_ALLOW_PRIVATE = "127.0.0.1";
freshDatabase();

type Heard = { headers: http.IncomingHttpHeaders; body: string };
let server: http.Server;
let address: string;
let heard: Heard[];
let answer: number;
let clock: number;

beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    heard.push({ headers: request.headers, body });
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
});
afterAll(() => server.closeAllConnections());

beforeEach(async () => {
  heard = [];
  answer = 204;
  clock = Date.now();
  laterBy(0);
  await pool().query("delete from webhook");
});

function laterBy(ms: number): void {
  clock += ms;
  process.env.OBOLE_NOW = new Date(clock).toISOString();
}

async function withWebhook(events = webhookEvents.slice()): Promise<{ access: Access; secret: string; id: string }> {
  const { access } = await freshMember(await freshWorkspace(), "owner");
  const secret = await createWebhook(access, { url: address, events });
  const [made] = await webhooks(access);
  return { access, secret, id: made?.id ?? "" };
}

const rows = `${canonicalHeader}\n2026-06-10T10:00:00Z,openai,gpt-4o,1000,1,0,1,,Search,,,r1`;
const types = () => heard.map(({ body }) => JSON.parse(body).type);
const statesOf = async (access: Access, id: string) =>
  (await deliveriesOf(access, id)).map(({ status, attempts, error }) => ({ status, attempts, error }));

test("what happened is told, signed as Standard Webhooks has it, once", async () => {
  const { access, secret } = await withWebhook();
  const done = await take(access, rows);
  await undoImport(access, done.id ?? 0);
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  expect(heard).toEqual([]); // not before it is sent
  await deliverDue();
  await deliverDue();
  expect(types().sort()).toEqual(["api_key.created", "import.done", "import.undone"]);
  const [message] = heard.filter(({ body }) => body.includes("import.done"));
  const verified = new Webhook(secret).verify(message?.body ?? "", message?.headers as Record<string, string>);
  expect(verified).toMatchObject({
    type: "import.done",
    timestamp: new Date(clock).toISOString().replace(/\.000Z$/, "Z"),
    data: { actor: access.actor, target: String(done.id), before: null, after: { accepted: 1, rejected: 0 } },
  });
  expect(await deliverDue()).toBe(0);
  expect(heard).toHaveLength(3);
});

test("a file that is refused is told too, and what was only tried is not", async () => {
  const { access } = await withWebhook(["import.failed", "import.done"]);
  await take(access, rows, { isDryRun: true });
  await take(access, "not,a\nfile,of usage").catch(() => {});
  await deliverDue();
  expect(types()).toEqual(["import.failed"]);
  expect(JSON.parse(heard[0]?.body ?? "").data.after).toMatchObject({ status: "failed", code: expect.any(String) });
});

test("what is rolled back is never told", async () => {
  const { access } = await withWebhook();
  const broken = transaction(async (client) => {
    await audit(client, access, { action: "import.undone", target: "1" });
    throw new Error("it broke off");
  });
  await expect(broken).rejects.toThrow("it broke off");
  expect(await deliverDue()).toBe(0);
});

test("only what was asked for is told, only to its own workspace, and a price list to all", async () => {
  const [one, other] = [await withWebhook(["import.done", "price_book.updated"]), await withWebhook(["price_book.updated"])];
  await take(one.access, rows);
  await createApiKey(one.access, { name: "nightly", scopes: ["read"] });
  await transaction((client) => audit(client, one.access, { action: "price_book.updated", target: "obole", after: { prices: 1 } }));
  while ((await deliverDue()) > 0);
  expect(types().sort()).toEqual(["import.done", "price_book.updated", "price_book.updated"]);
  expect(heard.filter(({ body }) => body.includes("price_book")).every(({ body }) => JSON.parse(body).data.actor === "system")).toBe(true);
  expect(await deliveriesOf(other.access, one.id)).toEqual([]);
});

test("a price list that is applied on the server is told to all, and is in the installation's trail", async () => {
  await withWebhook(["price_book.updated"]);
  const list = JSON.stringify({
    "gpt-4o": { litellm_provider: "openai", mode: "chat", input_cost_per_token: 0.000002, output_cost_per_token: 0.000008 },
  });
  await applyListAsOperator(list, { from: "2026-06-01", retrieved: "2026-06-01", takesSuspicious: true });
  await deliverDue();
  expect(heard.map(({ body }) => JSON.parse(body))).toMatchObject([{ type: "price_book.updated", data: { actor: "system", after: { prices: 1 } } }]);
  const { rows } = await pool().query("select actor from audit_entry where workspace_id = 0 and action = 'price_book.updated'");
  expect(rows).toEqual([{ actor: "console" }]);
});

test("several processes deliver each message once", async () => {
  const { access, id } = await withWebhook(["api_key.created"]);
  for (let number = 0; number < 20; number++) await createApiKey(access, { name: `key ${number}`, scopes: ["read"] });
  const until = async () => {
    while ((await deliverDue()) > 0);
  };
  await Promise.all([until(), until(), until(), until()]);
  await until();
  const ids = heard.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(20);
  expect((await statesOf(access, id)).every(({ status, attempts }) => status === "delivered" && attempts === 1)).toBe(true);
});

test("what does not arrive is tried again later with the same id, until it does", async () => {
  const { access, id } = await withWebhook(["api_key.created"]);
  answer = 500;
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  expect(await deliverDue()).toBe(1);
  expect(await deliverDue()).toBe(0); // ten seconds at least
  expect(await statesOf(access, id)).toEqual([{ status: "waiting", attempts: 1, error: "refused" }]);
  expect(await webhookById(access, id)).toMatchObject({ failingSince: clock, waiting: 1 });
  laterBy(11_000);
  expect(await deliverDue()).toBe(1);
  laterBy(66_000);
  answer = 200;
  expect(await deliverDue()).toBe(1);
  expect(await statesOf(access, id)).toEqual([{ status: "delivered", attempts: 3, error: null }]);
  expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(heard.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(3);
  expect(await webhookById(access, id)).toMatchObject({ failingSince: null, waiting: 0, deliveredAt: clock });
});

test("a message whose sender died is taken again by another a minute later, also after a restart", async () => {
  const { access, id } = await withWebhook(["api_key.created"]);
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  // As a process leaves it that has taken it and is killed.
  await pool().query("update webhook_delivery set attempts = 1, next_attempt_at = $2 where webhook_id = $1", [id, new Date(clock + 60_000)]);
  await disconnect();
  expect(await deliverDue()).toBe(0);
  laterBy(60_000);
  expect(await deliverDue()).toBe(1);
  expect(await statesOf(access, id)).toEqual([{ status: "delivered", attempts: 2, error: null }]);
});

test("it is given up after nine attempts, and sent again when asked to", async () => {
  const { access, id } = await withWebhook(["api_key.created"]);
  answer = 503;
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  await pool().query("update webhook_delivery set attempts = 8 where webhook_id = $1", [id]);
  await deliverDue();
  expect(await statesOf(access, id)).toEqual([{ status: "failed", attempts: 9, error: "refused" }]);
  answer = 204;
  const [failed] = await deliveriesOf(access, id);
  await redeliver(access, failed?.id ?? "");
  expect(await statesOf(access, id)).toEqual([{ status: "delivered", attempts: 1, error: null }]);
  expect((await auditOf(access)).at(-1)).toMatchObject({ action: "webhook.redelivered", target: failed?.id });
});

test("one that nothing has reached for three days is switched off, and told nothing until it is on again", async () => {
  const { access, id } = await withWebhook(["api_key.created"]);
  answer = 500;
  await createApiKey(access, { name: "first", scopes: ["read"] });
  await deliverDue();
  laterBy(3 * 86_400_000);
  await deliverDue();
  expect(await webhookById(access, id)).toMatchObject({ isSwitchedOff: true, pausedAt: clock });
  expect((await auditOf(access)).at(-1)).toMatchObject({ action: "webhook.switched_off", actor: "system", target: id });
  await createApiKey(access, { name: "unheard", scopes: ["read"] });
  laterBy(86_400_000);
  expect(await deliverDue()).toBe(0);
  answer = 204;
  await pauseWebhook(access, id, false);
  expect(await deliverDue()).toBe(1); // what was waiting, and nothing of meanwhile
  expect(await webhookById(access, id)).toMatchObject({ isSwitchedOff: false, pausedAt: null, failingSince: null });
});

test("one that says it is gone is switched off at once", async () => {
  const { access, id } = await withWebhook(["api_key.created"]);
  answer = 410;
  await createApiKey(access, { name: "nightly", scopes: ["read"] });
  await deliverDue();
  expect(await webhookById(access, id)).toMatchObject({ isSwitchedOff: true });
});

test("a test message is sent at once, also while it is paused; the secret is nowhere but with its owner", async () => {
  const { access, id, secret } = await withWebhook(["import.done"]);
  await pauseWebhook(access, id, true);
  await testWebhook(access, id);
  expect(types()).toEqual(["webhook.test"]);
  expect(new Webhook(secret).verify(heard[0]?.body ?? "", heard[0]?.headers as Record<string, string>)).toMatchObject({ data: { target: id } });
  const { rows: kept } = await pool().query("select to_jsonb(h)::text as whole from webhook h");
  const trail = await pool().query("select coalesce(string_agg(a::text, ''), '') as whole from audit_entry a");
  expect(kept[0].whole + trail.rows[0].whole + JSON.stringify(await webhooks(access))).not.toContain(secret.slice(6));
  expect(trail.rows[0].whole).not.toContain("/in"); // nor the path of the address
  await deleteWebhook(access, id);
  expect((await auditOf(access)).map(({ action }) => action)).toEqual(["webhook.created", "webhook.paused", "webhook.tested", "webhook.deleted"]);
  expect((await pool().query("select 1 from webhook_delivery")).rowCount).toBe(0);
});

test("an address inside, and a name that leads there, are refused when they are entered", async () => {
  const { access } = await freshMember(await freshWorkspace(), "owner");
  const refusal = (url: string) => createWebhook(access, { url, events: ["import.done"] }).catch((error) => error.options.errors[0].code);
  expect(await refusal("https://127.0.0.2/")).toBe("not_public");
  expect(await refusal("https://169.254.169.254/latest/meta-data")).toBe("not_public");
  expect(await refusal("https://nora:secret@hooks.example.com/")).toBe("not_a_hook_url");
  expect(await webhooks(access)).toEqual([]);
});

test("another workspace's webhook and messages are not there", async () => {
  const [own, foreign] = [await withWebhook(), await withWebhook()];
  await testWebhook(foreign.access, foreign.id);
  const [message] = await deliveriesOf(foreign.access, foreign.id);
  for (const work of [
    () => pauseWebhook(own.access, foreign.id, true),
    () => deleteWebhook(own.access, foreign.id),
    () => testWebhook(own.access, foreign.id),
    () => redeliver(own.access, message?.id ?? ""),
  ])
    await expect(work()).rejects.toMatchObject({ code: "not_found" });
  expect([await webhookById(own.access, foreign.id), await deliveriesOf(own.access, foreign.id)]).toEqual([null, []]);
});
