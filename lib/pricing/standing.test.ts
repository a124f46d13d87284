import { expect, test } from "vitest";
import { parseDecimal } from "@/lib/money";
import type { PriceRule } from "./rule";
import { standingOf } from "./standing";

const rule = (id: number, startsAt: number, of: Partial<PriceRule> = {}) => ({
  rule: { id, provider: null, model: null, startsAt, recordedAt: id, note: null, kind: "discount", percent: parseDecimal("5"), ...of } as PriceRule,
  withdrawnAt: null as number | null,
});

test("a rule holds until a later one of its scope begins; one with the same start takes its place; narrower ones end nothing", () => {
  const early = rule(1, 100);
  const replaced = rule(2, 200);
  const correction = rule(3, 200);
  const narrow = rule(4, 150, { provider: "acme" });
  const withdrawn = { ...rule(5, 120), withdrawnAt: 1 };
  const coming = rule(6, 900);
  const all = [early, replaced, correction, narrow, withdrawn, coming];
  expect(all.map((each) => standingOf(each, all, 500))).toEqual([
    { kind: "past", until: 200 },
    { kind: "superseded", until: null },
    { kind: "current", until: 900 },
    { kind: "current", until: null },
    { kind: "withdrawn", until: null },
    { kind: "future", until: null },
  ]);
});
