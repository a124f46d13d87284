import { expect, test } from "vitest";
import { pool } from "./db";
import { countRequest, forgetIdleCallers } from "./request-rate";
import { freshDatabase } from "./testing/database";

freshDatabase();

const few = { requestsPerMinute: 60, requestBurst: 5 };

async function allowed(caller: string, times: number): Promise<number> {
  const settled = await Promise.allSettled(Array.from({ length: times }, () => countRequest(caller, few)));
  return settled.filter(({ status }) => status === "fulfilled").length;
}

/** As if so many seconds had passed. */
async function later(caller: string, seconds: number): Promise<void> {
  await pool().query("update request_rate set spent_until = spent_until - make_interval(secs => $2) where key = $1", [caller, seconds]);
}

test("a burst is let through, what is above it is not, and time gives it back", async () => {
  expect(await allowed("key:a", 20)).toBeLessThanOrEqual(6); // 5, and one more should a second pass meanwhile
  expect(await allowed("key:a", 0)).toBe(0);
  await later("key:a", 2); // one a second
  expect(await allowed("key:a", 20)).toBeGreaterThanOrEqual(2);
  await later("key:a", 3600); // never more than a burst, however long it was quiet
  expect(await allowed("key:a", 20)).toBeLessThanOrEqual(6);
});

test("callers do not share an allowance", async () => {
  await allowed("key:b", 20);
  expect(await allowed("key:c", 5)).toBe(5);
});

test("who is turned away hears when to come again", async () => {
  await allowed("key:d", 20);
  await expect(countRequest("key:d", few)).rejects.toMatchObject({ code: "too_many_requests", options: { retryAfterSeconds: 1 } });
});

test("callers with their whole allowance are forgotten", async () => {
  await allowed("key:e", 20);
  await later("key:e", 60);
  await forgetIdleCallers();
  expect((await pool().query("select 1 from request_rate where key = 'key:e'")).rowCount).toBe(0);
});
