import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import { monthPeriod } from "@/lib/period";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { take } from "@/lib/testing/files";
import { effectJson } from "./effect";
import { mappingSchema } from "./mapping";

freshDatabase();

const mapping = mappingSchema.parse({
  columns: { timestamp: "day", model: "model", input_tokens: "in", output_tokens: "out", request_id: "id", cost: "cost" },
  constants: { provider: "openai" },
});
const file = (...lines: string[]) => `day,model,in,out,id,cost\n${lines.join("\n")}\n`;
const options = { mapping, source: "gateway" };

// gpt-4o costs 2.50 a million in and 10 out: 1 M in and 0.1 M out are 2.50 + 1.00 = 3.50.
const may = "2026-05-30,gpt-4o,1000000,100000,a,3.50";
const june = "2026-06-10,gpt-4o,2000000,200000,b,6.90";
const unheard = "2026-06-11,unheard-of,7,3,c,";
const refused = "2026-06-12,gpt-4o,-1,3,d,";

const explained = (cost: string, unpriced = 0) =>
  expect.objectContaining({
    cost,
    models: [expect.objectContaining({ model: "gpt-4o", cost })],
    unpriced: expect.objectContaining({ tokens: unpriced }),
  });

test("a check says what is known and by whom, the days between, what is new and unpriced, and what months cost before and after", async () => {
  const access = await freshWorkspace();
  const first = await take(access, file(may), { ...options, filename: "may.csv" });
  const { id, effect } = await take(access, file(may, june, june, unheard, refused), { ...options, isDryRun: true });
  expect(id).toBeNull();
  expect(effect && effectJson(effect)).toEqual({
    known_in: [
      { import: String(first.id), filename: "may.csv", rows: 1 },
      { import: null, filename: null, rows: 1 },
    ],
    rejected_lines: [{ line: 6, code: "negative_tokens" }],
    period: { from: "2026-05-30", to: "2026-06-11" },
    gaps: [],
    new_models: ["unheard-of"],
    unpriced_models: ["unheard-of"],
    months: [
      {
        month: "2026-05",
        closed: false,
        before: "3.5",
        before_unpriced_tokens: 0,
        after: "3.5",
        after_unpriced_tokens: 0,
        after_explained: explained("3.5"),
      },
      // 2 × 2.50 + 0.2 × 10
      {
        month: "2026-06",
        closed: false,
        before: "0",
        before_unpriced_tokens: 0,
        after: "7",
        after_unpriced_tokens: 10,
        after_explained: explained("7", 10),
      },
    ],
    reported: { rows: 1, reported: "6.9", derived: "7", derived_explained: explained("7"), unpriced_tokens: 0, difference: "0.1" },
  });
});

test("it keeps nothing, and the import then does what was said", async () => {
  const access = await freshWorkspace();
  const content = file(june, unheard);
  const { effect } = await take(access, content, { ...options, isDryRun: true });
  const { rows } = await pool().query(
    `select (select count(*) from import where workspace_id = $1) + (select count(*) from dimension_value where workspace_id = $1)
       + (select count(*) from usage_event where workspace_id = $1) as kept`,
    [access.workspaceId],
  );
  expect(rows[0].kept).toBe("0");
  await take(access, content, options);
  const { total } = await spend(access, { period: monthPeriod("2026-06", "UTC") });
  expect(effect?.months).toMatchObject([{ month: "2026-06", after: { cost: total.cost, unpricedTokens: total.unpriced.tokens } }]);
});

test("the days that nothing of the source covers are named, in the workspace's zone", async () => {
  const access = await freshWorkspace({ timezone: "Asia/Tokyo" });
  await take(access, file("2026-06-01T16:00:00Z,gpt-4o,1,1,a,"), options);
  await take(access, file("2026-06-03T16:00:00Z,gpt-4o,1,1,b,"), { ...options, source: "other" });
  const { effect } = await take(access, file("2026-06-05T14:00:00Z,gpt-4o,1,1,c,"), { ...options, isDryRun: true });
  expect(effect?.gaps).toEqual([{ from: "2026-06-03", to: "2026-06-04" }]);
});

test("what replaces known rows shows in the month it changes", async () => {
  const access = await freshWorkspace();
  await take(access, file(june), options);
  const { effect } = await take(access, file("2026-06-10,gpt-4o,1000000,100000,b,"), { ...options, onConflict: "replace", isDryRun: true });
  expect(effect && effectJson(effect)).toMatchObject({ months: [{ month: "2026-06", before: "7", after: "3.5" }] });
});

test("a model known by another of its names is not new", async () => {
  const access = await freshWorkspace();
  await take(access, file("2026-06-01,openai/gpt-4o,1,1,a,"), options);
  const { effect } = await take(access, file("2026-06-02,gpt-4o,1,1,b,", "2026-06-02,gpt-4o-mini,1,1,c,"), { ...options, isDryRun: true });
  expect(effect?.newModels).toEqual(["gpt-4o-mini"]);
});
