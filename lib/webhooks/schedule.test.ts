import fc from "fast-check";
import { expect, test } from "vitest";
import { nextAttemptAfter } from "./schedule";

test("attempts are further and further apart, nine in all over nearly two days", () => {
  // 10 s, 1 min, 5 min, 30 min, 2 h, 6 h, 12 h, 24 h
  const waits = Array.from({ length: 9 }, (_, n) => nextAttemptAfter(n + 1, 0, () => 0));
  expect(waits).toEqual([10_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, null]);
});

test("none is early, and none more than a tenth of its wait late", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, random) => {
      const [wait, waited] = [nextAttemptAfter(attempts, 0, () => 0) ?? 0, nextAttemptAfter(attempts, 0, () => random) ?? 0];
      expect(waited).toBeGreaterThanOrEqual(wait);
      expect(waited).toBeLessThanOrEqual(wait * 1.1);
    }),
  );
});
