import fc from "fast-check";
import { expect, test } from "vitest";
import { isCounted, type Standing, uncountedStretches } from "./standing";

test("a source counts unless it was said otherwise of its provider, else of all", () => {
  const standings: Standing[] = [
    { id: 1, source: 1, provider: null, startsOn: null, isCounted: false },
    { id: 2, source: 1, provider: "openai", startsOn: "2026-06-01", isCounted: true },
    { id: 3, source: 1, provider: null, startsOn: "2026-07-01", isCounted: false },
  ];
  const on = (day: string, provider: string, source = 1) => isCounted(standings, { source, provider }, day);
  expect([on("2026-05-31", "openai"), on("2026-06-01", "openai"), on("2026-07-02", "openai"), on("2026-07-02", "mistral")]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(on("2026-07-02", "mistral", 2)).toBe(true);
});

test("laid out in time, standings say the same and never overlap", () => {
  const day = fc.constantFrom(null, "2026-06-01", "2026-06-05", "2026-06-10");
  const provider = fc.constantFrom(null, "openai", "mistral");
  const some = fc.record({ source: fc.integer({ min: 1, max: 2 }), provider, startsOn: day, isCounted: fc.boolean() });
  const standings = fc.array(some, { maxLength: 8 }).map((all) => all.map((each, index): Standing => ({ ...each, id: index + 1 })));
  const usage = fc.record({ source: fc.integer({ min: 1, max: 3 }), provider: fc.constantFrom("openai", "mistral", "acme", "") });
  fc.assert(
    fc.property(standings, usage, fc.constantFrom("2026-05-01", "2026-06-01", "2026-06-04", "2026-06-05", "2026-06-12"), (all, of, on) => {
      const hits = uncountedStretches(all).filter(
        (stretch) =>
          stretch.source === of.source &&
          (stretch.from === null || stretch.from <= on) &&
          (stretch.to === null || on < stretch.to) &&
          ("provider" in stretch ? stretch.provider === of.provider : !stretch.allBut.includes(of.provider)),
      );
      expect(hits).toHaveLength(isCounted(all, of, on) ? 0 : 1);
    }),
    { numRuns: 1000 },
  );
});
