import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { recordRules as attribute } from "@/lib/attribution/mutations";
import { pool } from "@/lib/db";
import { daysPeriod } from "@/lib/period";
import { recordUsage } from "@/lib/recording/mutations";
import { recordRules, withdrawRule } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { recordStanding } from "@/lib/sources/mutations";
import type { Dimension } from "@/lib/spend/dimension";
import { keptMonths } from "@/lib/spend/kept-month";
import { type SpendQuery, spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader as header, take } from "@/lib/testing/files";
import { changeTimezone } from "./boundaries";
import { keepQuietMonths } from "./months";
import { restoreImport, undoImport } from "./mutations";

freshDatabase();
beforeEach(async () => void (await pool().query("truncate usage_change"))); // other tests' workspaces are none of a test's business

const line = (day: string, id: string, { model = "openai,gpt-4o", input = 1000, team = "A" } = {}) =>
  `${day}T10:20:00Z,${model},${input},50,,1,,${team},P,ann,${id}`;
const file = (...lines: string[]) => [header, ...lines].join("\n");
const spring = (access: Access) => daysPeriod("2026-04-01", "2026-07-01", access.timezone);
const groupings: Dimension[][] = [[], ["model"], ["team"], ["user", "project"], ["source", "service_tier"], ["import"]];

/** The same question, answered from kept months as far as there are any, and from days alone. */
async function bothWays(access: Access, query: SpendQuery) {
  const told = (answer: Awaited<ReturnType<typeof spend>>) => JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
  const byMonths = told(await spend(access, query));
  const client = await pool().connect();
  try {
    await client.query("begin");
    await client.query("delete from usage_month_kept where workspace_id = $1", [access.workspaceId]);
    return [byMonths, told(await spend(access, query, client))];
  } finally {
    await client.query("rollback");
    client.release();
  }
}

async function expectTheSame(access: Access): Promise<void> {
  for (const granularity of ["none", "month", "week", "day"] as const) {
    for (const groupBy of groupings) {
      const [byMonths, byDays] = await bothWays(access, { period: spring(access), granularity, groupBy });
      expect(byMonths).toBe(byDays);
    }
  }
}

describe("a month that is kept", () => {
  test("is read, until something in it changes, and again once that is quiet", async () => {
    const access = await freshWorkspace();
    const kept = async () => (await keptMonths(pool(), access.workspaceId)).map(({ from }) => new Date(from).toISOString().slice(0, 7));
    await take(access, file(line("2026-05-04", "a"), line("2026-06-05", "b")));
    expect([await keepQuietMonths(), await kept()]).toEqual([0, []]); // changed just now
    expect([await keepQuietMonths(0), await kept()]).toEqual([2, ["2026-05", "2026-06"]]);
    await take(access, file(line("2026-06-07", "c")));
    expect(await kept()).toEqual(["2026-05"]);
    expect([await keepQuietMonths(0), await kept()]).toEqual([1, ["2026-05", "2026-06"]]);

    // What is kept is what is answered: a sum that somebody spoilt shows.
    const million = { period: daysPeriod("2026-05-01", "2026-06-01", "UTC"), groupBy: ["model"] as const };
    const before = (await spend(access, million)).total.tokens.input;
    await pool().query("update usage_month_model set input = input + 1 where workspace_id = $1", [access.workspaceId]);
    expect((await spend(access, million)).rows[0]?.tokens.input).toBe(before + 1n);
  });

  test("is summed without what is committed meanwhile, and read by its days until it is summed again", async () => {
    const access = await freshWorkspace();
    await take(access, file(line("2026-06-05", "a")));
    const writer = await pool().connect();
    await writer.query("begin");
    await writer.query("insert into usage_change (workspace_id, segment) values ($1, '2026-06-09Z')", [access.workspaceId]);
    expect(await keepQuietMonths(0)).toBe(1);
    expect(await keptMonths(pool(), access.workspaceId)).toHaveLength(1);
    await writer.query("commit");
    writer.release();
    expect(await keptMonths(pool(), access.workspaceId)).toHaveLength(0);
  });

  test("is not kept before its time where a version that marks nothing may still write", async () => {
    const access = await freshWorkspace();
    await take(access, file(line("2026-06-05", "a")));
    await pool().query("update usage_change set changed_at = now() + interval '1 day' where workspace_id = $1", [access.workspaceId]);
    expect(await keepQuietMonths(0)).toBe(0);
  });

  test("which many processes sum at once is kept once", async () => {
    const access = await freshWorkspace();
    await take(access, file(line("2026-06-05", "a")));
    const counts = await Promise.all([1, 2, 3, 4].map(() => keepQuietMonths(0)));
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1);
    await keepQuietMonths(0);
    await expectTheSame(access);
  });
});

const days = ["2026-04-30", "2026-05-01", "2026-05-15", "2026-05-31", "2026-06-01", "2026-06-10", "2026-06-30"];
const written = fc.array(
  fc.record({
    day: fc.constantFrom(...days),
    model: fc.constantFrom("openai,gpt-4o", "google,gemini-2.5-pro", "acme,house", "mistral,mistral-medium-latest"),
    input: fc.integer({ min: 0, max: 400_000 }),
    team: fc.constantFrom("", "A", "B"),
  }),
  { minLength: 1, maxLength: 6 },
);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("import" as const), rows: written }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("record" as const), rows: written }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("keep" as const) }) },
  fc.record({ kind: fc.constantFrom("undo" as const, "restore" as const, "withdraw" as const) }),
  fc.record({ kind: fc.constant("price" as const), from: fc.constantFrom("2026-05-15", "2026-06-10T10:15:00Z", "2026-06-01", "2018-01-01") }),
  fc.record({ kind: fc.constant("long" as const), threshold: fc.constantFrom(50_000, 128_000) }),
  fc.record({ kind: fc.constant("attribute" as const), team: fc.constantFrom("C", "D"), from: fc.constantFrom("2026-05-10", "2026-06-01") }),
  fc.record({ kind: fc.constant("stand" as const), from: fc.constantFrom("2026-05-10", "2026-06-01") }),
  fc.record({ kind: fc.constant("zone" as const), zone: fc.constantFrom("UTC", "Asia/Kolkata", "America/St_Johns") }),
);

test("whatever is imported, recorded, undone, priced, attributed, told apart or moved to another zone: months come to what their days do", async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      await pool().query("truncate usage_change");
      let access = await freshWorkspace({ timezone: "Europe/Paris" });
      const own = { kind: "price", scope: { provider: "acme", model: "house" }, prices: { input: "3", output: "5" } };
      const imports: number[] = [];
      const rules: number[] = [];
      for (const [place, each] of steps.entries()) {
        if (each.kind === "import") {
          const lines = each.rows.map(({ day, ...row }, index) => line(day, `${place}-${index}`, row));
          imports.push(Number((await take(access, file(...lines), { filename: `${place}.csv` })).id));
        } else if (each.kind === "record") {
          await recordUsage(
            access,
            each.rows.map(({ day, model, input, team }, index) => {
              const [provider = "", name = ""] = model.split(",");
              return {
                ...{ timestamp: `${day}T12:00:00Z`, provider, model: name, input_tokens: input, output_tokens: 7 },
                ...{ requests: 1, team, request_id: `${place}-${index}` },
              };
            }),
          );
        } else if (each.kind === "keep") await keepQuietMonths(0);
        else if (each.kind === "undo" && imports.length) await undoImport(access, imports.at(-1) ?? 0).catch(() => {});
        else if (each.kind === "restore" && imports.length) await restoreImport(access, imports.at(-1) ?? 0).catch(() => {});
        else if (each.kind === "price") rules.push((await recordRules(access, [newRuleSchema.parse({ ...own, from: each.from })]))[0]?.rule.id ?? 0);
        else if (each.kind === "long") {
          const long = { threshold_input_tokens: each.threshold, input: "9", output: "9" };
          const rule = { ...own, prices: { ...own.prices, long_context: long }, from: "2026-01-01" };
          rules.push((await recordRules(access, [newRuleSchema.parse(rule)]))[0]?.rule.id ?? 0);
        } else if (each.kind === "withdraw" && rules.length) await withdrawRule(access, rules.pop() ?? 0);
        else if (each.kind === "attribute") {
          await attribute(access, [{ kind: "assign", scope: { project: "P" }, team: each.team, from: each.from, note: null }]);
        } else if (each.kind === "stand") {
          await recordStanding(access, { source: "canonical-csv", provider: null, from: each.from, counted: false }).catch(() => {}); // not used yet
        } else if (each.kind === "zone") {
          await changeTimezone(access, each.zone);
          access = mintAccess({ ...access, timezone: each.zone });
        }
        if (place % 3 === 2) await expectTheSame(access);
      }
      await expectTheSame(access);
      await keepQuietMonths(0);
      read += (await keptMonths(pool(), access.workspaceId)).length;
      await expectTheSame(access);
    }),
    { numRuns: 7 },
  );
  expect(read).toBeGreaterThan(0);
}, 240_000);
