import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { changeBudget, createBudget } from "@/lib/budgets/mutations";
import { changedBudgetSchema, newBudgetSchema } from "@/lib/budgets/schema";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf } from "@/lib/testing/people";
import { postOffice } from "@/lib/testing/post-office";
import { takeRows, usageRow } from "@/lib/testing/rows";
import { forEachClass } from "@/lib/usage/tokens";
import { deliverDue } from "@/lib/webhooks/delivery";
import { createWebhook } from "@/lib/webhooks/mutations";
import { checkAlerts } from "./check";
import { deliverAlerts } from "./delivery";
import { addRecipient, removeRecipient, testRecipient } from "./mutations";
import { alertLog, alertRecipients, alertWebhooks } from "./queries";
import { newRecipientSchema } from "./schema";

const post = postOffice();
beforeAll(() => {
  process.env.OBOLE_WEBHOOK_ALLOW_PRIVATE = "127.0.0.1";
});
freshDatabase();
afterEach(() => {
  process.env.OBOLE_NOW = "2026-06-21T12:00:00Z";
});
process.env.OBOLE_NOW = "2026-06-21T12:00:00Z";

const events = ["budget.threshold_reached", "spend.unusual_day", "model.unpriced"];
const mia = (given = {}) => newRecipientSchema.parse({ email: "mia@example.com", locale: "en", events, ...given });

/** So many million tokens of input to GPT-4o on a day, $2.50 a million. */
function spent(day: string, millions: number, team = "Search") {
  const tokens = { ...forEachClass(() => 0n), input: BigInt(millions) * 1_000_000n };
  return usageRow({ startsAt: Date.parse(`${day}T10:00:00Z`), requestId: `${team} ${day} ${millions}`, team, tokens });
}

async function found({ workspaceId }: Access): Promise<string[]> {
  const { rows } = await pool().query("select key from alert where workspace_id = $1 order by key", [workspaceId]);
  return rows.map(({ key }) => key);
}

const mystery = usageRow({ startsAt: Date.parse("2026-06-18T10:00:00Z"), requestId: "new", model: "gpt-9-mystery" });

async function outcomes(access: Access) {
  return (await alertLog(access)).map(({ told }) => told && [told.channel, told.status, told.attempts, told.error]);
}

/** Letters since, oldest first. */
function letters(from: number) {
  return post.letters.slice(from);
}

test("a threshold is told once, whatever number of workers look and send at the same time", async () => {
  const access = await freshWorkspace();
  const from = post.letters.length;
  await addRecipient(access, mia());
  const { id } = await createBudget(access, newBudgetSchema.parse({ amount: "100", from: "2026-06", thresholds: [{ percent: "80", of: "actual" }] }));
  await takeRows(access, [spent("2026-06-02", 31)]); // 31 × 2.50 = 77.50: below 80
  await checkAlerts();
  expect(await found(access)).toEqual([]);

  await takeRows(access, [spent("2026-06-03", 1, "Support")]); // 77.50 + 2.50 = 80: reached exactly
  await Promise.all([checkAlerts(), checkAlerts(), checkAlerts()]);
  await Promise.all([deliverAlerts(), deliverAlerts(), deliverAlerts()]);
  await takeRows(access, [spent("2026-06-04", 1)]);
  await checkAlerts();
  await deliverAlerts();
  expect(await found(access)).toEqual([`budget ${id} 2026-06 actual 80 100`]);
  expect(letters(from)).toHaveLength(1);
  const [letter] = letters(from);
  expect(letter?.to).toEqual(["mia@example.com"]);
  expect(letter?.raw).toMatch(/^Subject: .*80% of the budget spent/m);
  for (const said of ["$80.00 of $100.00", "Search: $77.50", "Support: $2.50"]) expect(letter?.text).toContain(said);
  expect(await outcomes(access)).toEqual([["email", "delivered", 1, null]]);

  // Raised, its 80 % are another amount, which tells of itself when it is reached: 100 × 80 % of 103.125 is 82.50.
  await changeBudget(access, id, changedBudgetSchema.parse({ amount: "103.125" }));
  await checkAlerts();
  await deliverAlerts();
  expect(letters(from)).toHaveLength(2);
});

test("a forecast that reaches a threshold is told; a forecast that is refused is not", async () => {
  const access = await freshWorkspace();
  await createBudget(access, newBudgetSchema.parse({ amount: "70", from: "2026-06", thresholds: [{ percent: "100", of: "forecast" }] }));
  const days = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => spent(`2026-06-${String(first + index).padStart(2, "0")}`, 1));
  await takeRows(access, days(11, 20)); // ten days of data: too few
  await checkAlerts();
  expect(await found(access)).toEqual([]);
  await takeRows(access, days(1, 10)); // 20 × 2.50 spent, ten days to come at 2.50: 75
  await checkAlerts();
  expect((await found(access)).map((key) => key.replace(/^budget \d+ /, ""))).toEqual(["2026-06 forecast 100 70"]);
});

test("a day out of the ordinary and a model without a price are told with what drove them, in French too", async () => {
  const access = await freshWorkspace();
  const from = post.letters.length;
  await addRecipient(access, mia({ locale: "fr", email: "leo@example.com" }));
  // Three Fridays at $2.50, and one at 2.50 + 25: far from the median, by Support.
  const fridays = ["2026-05-29", "2026-06-05", "2026-06-12", "2026-06-19"].map((day) => spent(day, 1));
  await takeRows(access, [...fridays, spent("2026-06-19", 10, "Support"), spent("2026-06-20", 1)]);
  await takeRows(access, [mystery]);
  await checkAlerts();
  while ((await deliverAlerts()) > 0);
  expect(await found(access)).toEqual(["unpriced gpt-9-mystery", "unusual 2026-06-19"]);
  const told = letters(from)
    .map((letter) => letter.text)
    .join("\n");
  for (const said of ["D’habitude, le vendredi coûte", "L’écart vient surtout de Support", "100 jetons de la dernière semaine"])
    expect(told.replaceAll("\u00a0", " ")).toContain(said);
});

test("a letter that the mail server does not take is tried again later, once, whatever number of workers try", async () => {
  const access = await freshWorkspace();
  const from = post.letters.length;
  await addRecipient(access, mia({ events: ["model.unpriced"] }));
  await takeRows(access, [mystery]);
  await checkAlerts();
  post.isShut = true;
  await Promise.all([deliverAlerts(), deliverAlerts()]);
  post.isShut = false;
  expect(await outcomes(access)).toEqual([["email", "waiting", 1, "mail_refused"]]);
  await deliverAlerts();
  expect(letters(from)).toHaveLength(0); // not before its time
  process.env.OBOLE_NOW = "2026-06-21T12:01:00Z";
  await Promise.all([deliverAlerts(), deliverAlerts(), deliverAlerts()]);
  expect(await outcomes(access)).toEqual([["email", "delivered", 2, null]]);
  expect(letters(from)).toHaveLength(1);
});

test("webhooks are told of the same, with what drove it, and with a text for chats", async () => {
  const access = await freshWorkspace();
  const heard: { type: string; text: string; data: { after: unknown } }[] = [];
  const statuses = [500, 200];
  const server = createServer(async (request, response) => {
    heard.push(JSON.parse(await text(request)));
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await createWebhook(access, { url, events: ["model.unpriced"] });
  expect((await alertWebhooks(access)).map((webhook) => webhook.url)).toEqual([url]);
  await takeRows(access, [{ ...mystery, model: "<b>&gpt" }]);
  await Promise.all([checkAlerts(), checkAlerts()]);
  await deliverDue();
  expect(await outcomes(access)).toEqual([["webhook", "waiting", 1, "refused"]]);
  process.env.OBOLE_NOW = "2026-06-21T12:01:00Z";
  await deliverDue();
  expect(await outcomes(access)).toEqual([["webhook", "delivered", 2, null]]);
  expect(heard).toHaveLength(2);
  expect(heard[1]).toMatchObject({ type: "model.unpriced", data: { after: { name: "<b>&gpt", tokens: "100" } } });
  expect(heard[1]?.text).toContain("&lt;b&gt;&amp;gpt has no price");
  expect(heard[1]?.text).toContain("/settings/prices/unpriced");
  await new Promise((resolve) => server.close(resolve));
});

test("what nobody is to be told is in the log", async () => {
  const access = await freshWorkspace();
  await takeRows(access, [mystery]);
  await checkAlerts();
  expect(await alertLog(access)).toMatchObject([{ data: { event: "model.unpriced", name: "gpt-9-mystery" }, told: null }]);
});

test("while an import is running nothing is looked at; afterwards it is", async () => {
  const access = await freshWorkspace();
  const id = await takeRows(access, [mystery]);
  await pool().query("update import set status = 'running' where workspace_id = $1 and id = $2", [access.workspaceId, id]);
  await checkAlerts();
  expect(await found(access)).toEqual([]);
  await pool().query("update import set status = 'done' where workspace_id = $1 and id = $2", [access.workspaceId, id]);
  await checkAlerts();
  expect(await found(access)).toEqual(["unpriced gpt-9-mystery"]);
});

test("somebody is added, tested and removed; no address is in the trail", async () => {
  const access = await freshWorkspace();
  const from = post.letters.length;
  const id = await addRecipient(access, mia());
  await testRecipient(access, id);
  expect(letters(from)).toHaveLength(1);
  const stranger = await freshWorkspace();
  await expect(testRecipient(stranger, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(removeRecipient(stranger, id)).rejects.toMatchObject({ code: "not_found" });
  await addRecipient(access, mia({ locale: "fr", events: ["model.unpriced"] }));
  expect(await alertRecipients(access)).toEqual([{ id, email: "mia@example.com", locale: "fr", events: ["model.unpriced"] }]);
  await removeRecipient(access, id);
  expect(await alertRecipients(access)).toEqual([]);
  expect((await auditOf(access)).map(({ action }) => action)).toEqual([
    ...["alert_recipient.added", "alert_recipient.tested", "alert_recipient.added", "alert_recipient.removed"],
  ]);
  const { rows } = await pool().query(
    "select coalesce(before::text, '') || coalesce(after::text, '') as said from audit_entry where workspace_id = $1",
    [access.workspaceId],
  );
  expect(rows.map(({ said }) => said).join()).not.toContain("mia@");
});
