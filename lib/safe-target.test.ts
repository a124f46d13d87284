import fc from "fast-check";
import { expect, test } from "vitest";
import { safeTarget } from "./safe-target";

test.each([
  ["/w/calder/spend?month=2026-06", "/w/calder/spend?month=2026-06"],
  ["/invite/abc-_1", "/invite/abc-_1"],
  ["//evil.example", "/"],
  ["///evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/.//evil.example", "/"],
  ["/w/..//evil.example", "/"],
  ["https://evil.example/", "/"],
  ["https:evil.example", "/"],
  ["http:/evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["data:text/html,x", "/"],
  ["/\t/evil.example", "/"],
  ["/\n/evil.example", "/"],
  ["\t//evil.example", "/"],
  ["/%09//evil.example", "/%09//evil.example"], // stays a path
  ["/@evil.example", "/@evil.example"], // stays a path
  ["@evil.example", "/"],
  ["//user:password@evil.example", "/"],
  ["//[", "/"],
  ["", "/"],
  [null, "/"],
  [undefined, "/"],
])("%j leads to %j", (asked, target) => expect(safeTarget(asked)).toBe(target));

test("wherever it leads, a browser stays on the site", () => {
  const parts = fc.constantFrom("/", "\\", ".", "..", "//", "evil.example", ":", "@", "?", "#", "%2f", "%09", "\t", "\r", "https:", "w", " ");
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
      expect(new URL(safeTarget(pieces.join("")), "https://obole.example").origin).toBe("https://obole.example");
    }),
  );
});
