import { afterEach, expect, test, vi } from "vitest";
import type { Access } from "@/lib/access";
import { pool, transaction } from "@/lib/db";
import { undoImport } from "@/lib/imports/mutations";
import { applyListAsOperator } from "@/lib/repricing/list-update";
import { recordRules } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { freshMember } from "@/lib/testing/people";
import { onChange } from "./changes";
import { changeMark } from "./queries";
import { changesResponse } from "./stream";

freshDatabase();

const usage = `${canonicalHeader}\n2026-06-10T10:00:00Z,openai,gpt-4o,1000,10,0,1,,,,,r1`;
const patience = { timeout: 10_000, interval: 20 };
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Counts how often a workspace is told of from now on. */
async function told(access: Access): Promise<() => number> {
  await caughtUp(access, true);
  const listener = vi.fn();
  stops.push(onChange(access.workspaceId, listener));
  return () => listener.mock.calls.length;
}

/** Waits until what was committed before has been told: a message of our own comes after it. */
async function caughtUp(access: Access, isKept = false): Promise<void> {
  const listener = vi.fn();
  const stop = onChange(access.workspaceId, listener);
  if (isKept) stops.push(stop);
  await pool().query("select pg_notify('obole_changed', $1)", [String(access.workspaceId)]);
  await vi.waitFor(() => expect(listener).toHaveBeenCalled(), patience);
  if (!isKept) stop();
}

test("an import that is done, undone or priced anew is told of, to its own workspace only", async () => {
  const [access, other] = [await freshWorkspace(), await freshWorkspace()];
  const [own, others] = [await told(access), await told(other)];
  const { id } = await take(access, usage);
  await vi.waitFor(() => expect(own()).toBeGreaterThan(0), patience);
  for (const change of [
    () => undoImport(access, id ?? 0),
    () => recordRules(access, [newRuleSchema.parse({ kind: "discount", scope: {}, percent: "5", from: "2026-06-01" })]),
  ]) {
    const before = own();
    await change();
    await vi.waitFor(() => expect(own()).toBeGreaterThan(before), patience);
  }
  await caughtUp(other);
  expect(others()).toBe(1); // the message that showed we are caught up
});

test("what is rolled back is not told of", async () => {
  const access = await freshWorkspace();
  const count = await told(access);
  const change = transaction(async (client) => {
    await client.query("insert into import (workspace_id, filename, actor) values ($1, 'x', 'system')", [access.workspaceId]);
    throw new Error("never mind");
  });
  await expect(change).rejects.toThrow("never mind");
  await caughtUp(access);
  expect(count()).toBe(1);
});

test("new prices of the book are told to every workspace", async () => {
  const [one, two] = [await freshWorkspace(), await freshWorkspace()];
  const counts = [await told(one), await told(two)];
  const list = { "gpt-told-of": { litellm_provider: "openai", mode: "chat", input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 } };
  await applyListAsOperator(JSON.stringify(list), { from: "2026-06-01", retrieved: "2026-06-01", takesSuspicious: true });
  for (const count of counts) await vi.waitFor(() => expect(count()).toBeGreaterThan(0), patience);
});

test("a listener whose connection is lost is told when it is back, for what it may have missed", async () => {
  const access = await freshWorkspace();
  const count = await told(access);
  await pool().query("select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen obole_changed' and datname = current_database()");
  await vi.waitFor(() => expect(count()).toBe(1), patience);
  await take(access, usage);
  await vi.waitFor(() => expect(count()).toBeGreaterThan(1), patience);
});

test("all pages of a process share one connection, and none is held when nobody looks", async () => {
  const access = await freshWorkspace();
  await told(access);
  await told(access);
  const listening = async () =>
    (await pool().query("select 1 from pg_stat_activity where query = 'listen obole_changed' and datname = current_database()")).rowCount;
  expect(await listening()).toBe(1);
  for (const stop of stops.splice(0)) stop();
  await vi.waitFor(async () => expect(await listening()).toBe(0), patience);
});

test("the mark stays while nothing is written, and moves with each record", async () => {
  const access = await freshWorkspace();
  const marks = [await changeMark(access)];
  expect(await changeMark(access)).toBe(marks[0]);
  const { id } = await take(access, usage);
  marks.push(await changeMark(access));
  await take(access, usage); // known already, and recorded as such
  marks.push(await changeMark(access));
  await undoImport(access, id ?? 0);
  marks.push(await changeMark(access));
  expect(new Set(marks).size).toBe(4);
});

/** A member with a session that is open. */
async function signedInMember() {
  const member = await freshMember(await freshWorkspace(), "owner");
  const { id, sessionId } = member.person;
  await pool().query("insert into session (id, user_id, expires_at) values ($1, $2, '2099-01-01')", [sessionId, id]);
  return member;
}

/** Reads a stream as a browser would: the messages so far, and whether it has ended. */
function read(response: Response): { messages: string[]; hasEnded: () => boolean } {
  const messages: string[] = [];
  let isOver = false;
  void (async () => {
    let text = "";
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
      messages.splice(0, messages.length, ...[...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => data));
    }
    isOver = true;
  })();
  return { messages, hasEnded: () => isOver };
}

test("a stream says how far the workspace is, at once and after each change, until its page is left", async () => {
  const { access, person } = await signedInMember();
  const left = new AbortController();
  const { messages, hasEnded } = read(changesResponse(access, person.sessionId, left.signal));
  await vi.waitFor(() => expect(messages.at(-1)).not.toBeUndefined(), patience);
  const first = messages.at(-1);
  expect(first).toBe(await changeMark(access));
  await take(access, usage);
  const then = await changeMark(access);
  expect(then).not.toBe(first);
  await vi.waitFor(() => expect(messages.at(-1)).toBe(then), patience);
  left.abort();
  await vi.waitFor(() => expect(hasEnded()).toBe(true), patience);
});

test.each([
  ["the session is ended", "update session set revoked_at = now() where id = $1"],
  ["the person leaves the workspace", "delete from membership where user_id = (select user_id from session where id = $1)"],
])("a stream ends when %s", async (_, change) => {
  const { access, person } = await signedInMember();
  const { hasEnded, messages } = read(changesResponse(access, person.sessionId, new AbortController().signal, { beat: 50, life: 60_000 }));
  await vi.waitFor(() => expect(messages).not.toEqual([]), patience);
  expect(hasEnded()).toBe(false);
  await pool().query(change, [person.sessionId]);
  await vi.waitFor(() => expect(hasEnded()).toBe(true), patience);
});

test("a stream ends after its time, and frees its place", async () => {
  const { access, person } = await signedInMember();
  const open = () => changesResponse(access, person.sessionId, new AbortController().signal, { beat: 60_000, life: 300 });
  const streams = Array.from({ length: 20 }, () => read(open()));
  expect(open).toThrow(expect.objectContaining({ code: "too_many_requests" }));
  for (const { hasEnded } of streams) await vi.waitFor(() => expect(hasEnded()).toBe(true), patience);
  expect(open().status).toBe(200);
});
