import { expect, test } from "vitest";
import { isPassing, waitBefore } from "./retry.mjs";

const now = Date.parse("2026-06-01T10:00:00Z");

test("what passes by itself is tried again, what somebody has to mend is not", () => {
  const passing = [{ status: 429 }, { status: 408 }, { status: 500 }, { status: 503 }, { code: "ECONNREFUSED" }, { code: "ECONNRESET" }];
  const lasting = [
    { status: 400 },
    { status: 401 },
    { status: 404 },
    { status: 422 },
    { status: 501 },
    { code: "ENOTFOUND" },
    { code: "ENOENT" },
    {},
  ];
  expect(passing.map(isPassing)).toEqual(passing.map(() => true));
  expect(lasting.map(isPassing)).toEqual(lasting.map(() => false));
});

test("each wait is twice the last, and the tries are counted", () => {
  expect([1, 2, 3, 4].map((next) => waitBefore(next, 3, { status: 503 }, now))).toEqual([1000, 2000, 4000, null]);
  expect(waitBefore(1, 0, { status: 503 }, now)).toBeNull();
  expect(waitBefore(9, 20, { code: "ECONNRESET" }, now)).toBe(60_000);
});

test("Retry-After is honoured, as seconds or as a date, unless it is too long to wait for", () => {
  expect(waitBefore(1, 3, { status: 429, retryAfter: "7" }, now)).toBe(7000);
  expect(waitBefore(3, 3, { status: 429, retryAfter: "1" }, now)).toBe(4000);
  expect(waitBefore(1, 3, { status: 503, retryAfter: "Mon, 01 Jun 2026 10:00:30 GMT" }, now)).toBe(30_000);
  expect(waitBefore(1, 3, { status: 503, retryAfter: "3600" }, now)).toBeNull();
  expect(waitBefore(1, 3, { status: 503, retryAfter: "soon" }, now)).toBe(1000);
});
