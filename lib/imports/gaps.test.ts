import { expect, test } from "vitest";
import { gapsAround } from "./gaps";

const june = { from: "2026-06-10", to: "2026-06-20" };

test("the days between a file and its neighbours, on either side", () => {
  const others = [
    { from: "2026-05-01", to: "2026-05-31" },
    { from: "2026-06-23", to: "2026-06-30" },
    { from: "2026-08-01", to: "2026-08-31" },
  ];
  expect(gapsAround(june, others)).toEqual([
    { from: "2026-06-01", to: "2026-06-09" },
    { from: "2026-06-21", to: "2026-06-22" },
  ]);
});

test("none where they touch or overlap, or where there is nothing else", () => {
  expect(gapsAround(june, [])).toEqual([]);
  expect(gapsAround(june, [{ from: "2026-06-01", to: "2026-06-09" }])).toEqual([]);
  expect(gapsAround(june, [{ from: "2026-05-01", to: "2026-07-31" }])).toEqual([]);
  expect(gapsAround(june, [{ from: "2026-06-15", to: "2026-06-25" }])).toEqual([]);
});
