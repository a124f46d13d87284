import { expect, test } from "vitest";
import { safeTarget } from "./safe-target";

test.each([
  ["/w/calder/spend?month=2026-06", "/w/calder/spend?month=2026-06"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["/\t/evil.example", "/"],
  [null, "/"],
])("%j leads to %j", (asked, target) => expect(safeTarget(asked)).toBe(target));
