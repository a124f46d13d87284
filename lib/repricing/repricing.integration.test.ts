import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { dollars } from "@/lib/money";
import { daysPeriod, type Instant, isoInstant, monthOf, quarterHour } from "@/lib/period";
import { bandOf, promptEdges } from "@/lib/pricing/edges";
import { costOf, resolve } from "@/lib/pricing/price";
import { pricesKnown, spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { cubeSums, canonicalHeader as header, rollupOf, take, visibleSums } from "@/lib/testing/files";
import { forEachClass } from "@/lib/usage/tokens";
import type { Effect } from "./effect";
import { recordRules, tryRules, tryWithdrawal, withdrawRule } from "./mutations";
import { newRuleSchema } from "./schema";

freshDatabase();

const zones = ["UTC", "Europe/Paris", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"];
const models = [
  ["mistral", "mistral-medium-3.1"],
  ["", "gpt-4o"],
  ["google", "gemini-2.5-pro"],
  ["acme", "house-model"],
  ["mistral", "mistral-medium-latest"],
] as const;

type Row = {
  at: Instant;
  model: (typeof models)[number];
  input: bigint;
  read: bigint;
  output: bigint;
  tier: string;
  team: string;
  requests: "1" | "9" | "";
};

const first = Date.parse("2026-05-29T00:00Z");
const last = Date.parse("2026-06-18T00:00Z");
const at = fc.integer({ min: first, max: last });
const count = (max: number) => fc.integer({ min: 0, max }).map(BigInt);
const row: fc.Arbitrary<Row> = fc.record({
  ...{ at, model: fc.constantFrom(...models), tier: fc.constantFrom("", "batch", "flex", "priority"), team: fc.constantFrom("", "A", "B") },
  ...{ input: count(300_000), read: count(50_000), output: count(9_000), requests: fc.constantFrom("1", "9", "") },
});
const amount = fc.integer({ min: 0, max: 9_999_999 }).map((micro) => dollars(BigInt(micro) * 1_000_000n));
const from = fc.oneof(
  fc.integer({ min: first / quarterHour, max: last / quarterHour }).map((slot) => isoInstant(slot * quarterHour)),
  fc.constantFrom("2026-06-01", "2026-06-10", "2018-01-01"),
);
const scope = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ provider: "mistral" }, { provider: "google" }),
  fc.constantFrom(...models).map(([provider, model]) => ({ ...(provider && { provider }), model })),
);
const named = fc.record({ input: amount, output: amount, cache_read: amount }, { requiredKeys: [] });
const prices = fc.record(
  {
    ...{ input: amount, output: amount, cache_read: amount, cache_write_5m: amount, request: amount },
    tiers: fc.record({ batch: named, flex: named }, { requiredKeys: [] }),
    long_context: fc.record(
      { threshold_input_tokens: fc.constantFrom(50_000, 128_000, 200_000), input: amount, output: amount },
      { requiredKeys: ["threshold_input_tokens"] },
    ),
  },
  { requiredKeys: ["input", "output"] },
);
const percent = fc.integer({ min: -50_000, max: 100_000 }).map((thousandths) => String(thousandths / 1000));
const rule = fc
  .oneof(
    fc.record({ kind: fc.constant("price"), scope, prices, from }),
    fc.record({ kind: fc.constant("discount"), scope, percent, from }),
    fc.record({
      kind: fc.constant("alias"),
      scope: fc.constant({ provider: "acme", model: "house-model" }),
      target: fc.constantFrom("openai/gpt-4o", "google/gemini-2.5-pro"),
      from,
    }),
  )
  .map((written) => newRuleSchema.parse(written));

const lineOf = ({ at: instant, model: [provider, name], input, read, output, tier, team, requests }: Row, index: number) =>
  `${new Date(instant).toISOString()},${provider},${name},${input + read},${output},${read},${requests},${tier},${team},,,r${index}`;

/** Every row by itself, at the price that holds for it: what SQL must come to. */
async function oracle(access: Access, rows: readonly Row[], asOf?: Instant): Promise<Map<string, bigint>> {
  const { book, rules } = await pricesKnown(access, asOf);
  const edges = promptEdges(book, rules);
  const sums = new Map<string, bigint>();
  for (const { at: instant, model, input, read, output, tier, team, requests } of rows) {
    const band = requests === "9" ? -1n : bandOf(input + read, edges);
    const { price } = resolve(book, rules, { provider: model[0], name: model[1], tier, band }, instant);
    if (!price) continue;
    const cost = costOf({ ...forEachClass(() => 0n), input, cache_read: read, output }, requests === "9" ? 9n : 1n, price.prices);
    const key = `${monthOf(instant, access.timezone)} ${team}`;
    sums.set(key, (sums.get(key) ?? 0n) + cost);
  }
  return sums;
}

async function measured(access: Access, asOf?: Instant): Promise<Map<string, bigint>> {
  const period = daysPeriod("2026-05-01", "2026-07-01", access.timezone);
  const { rows } = await spend(access, { period, granularity: "month", groupBy: ["team"], ...(asOf !== undefined && { asOf }) });
  return new Map(
    rows.flatMap(({ period: month, dimensions, cost }) => (cost === null ? [] : [[`${month} ${dimensions.team ?? ""}`, cost] as const])),
  );
}

const total = (sums: Map<string, bigint>) => [...sums.values()].reduce((sum, cost) => sum + cost, 0n);
const bare = (sums: Map<string, bigint>) =>
  Object.fromEntries(
    [...sums]
      .filter(([, cost]) => cost !== 0n)
      .map(([key, cost]) => [key, dollars(cost)])
      .sort(),
  );
const after = ({ months, total: { after: all } }: Effect) => [months.map(({ month, after: cost }) => [month, cost]), all];

test("whatever the rules, zones, tiers and prompts: what SQL sums is what each row costs by itself; a preview comes true; withdrawing restores", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...zones),
      async (rows, rules, timezone) => {
        const access = await freshWorkspace({ timezone });
        await take(access, [header, ...rows.map(lineOf)].join("\n"));
        const states = [{ known: Date.now(), sums: await measured(access) }];
        const ids: number[] = [];
        for (const written of rules) {
          const promised = await tryRules(access, [written]);
          expect(promised.total.before ?? 0n).toBe(total(states.at(-1)?.sums ?? new Map()));
          const [recorded] = await recordRules(access, [written]);
          ids.push(recorded?.rule.id ?? 0);
          const sums = await measured(access);
          expect(bare(sums)).toEqual(bare(await oracle(access, rows)));
          expect(promised.total.after ?? 0n).toBe(total(sums));
          expect(promised.months.reduce((sum, { after: cost }) => sum + (cost ?? 0n), 0n)).toBe(total(sums));
          expect(promised.teams.reduce((sum, { after: cost }) => sum + (cost ?? 0n), 0n)).toBe(total(sums));
          expect(await cubeSums(access)).toEqual(await visibleSums(access));
          states.push({ known: Date.now(), sums });
          await new Promise((resume) => setTimeout(resume, 3));
        }
        // What was known then can be asked for now.
        for (const { known, sums } of states) {
          expect(bare(await measured(access, known))).toEqual(bare(sums));
          expect(bare(await oracle(access, rows, known))).toEqual(bare(sums));
        }
        for (const [place, id] of [...ids.entries()].reverse()) {
          const promised = await tryWithdrawal(access, id);
          await withdrawRule(access, id);
          const sums = await measured(access);
          expect(bare(sums)).toEqual(bare(states[place]?.sums ?? new Map()));
          expect(promised.total.after ?? 0n).toBe(total(sums));
        }
      },
    ),
    { numRuns: 14 },
  );
}, 240_000);

describe("a price that begins inside a day", () => {
  // 10:15 UTC is 15:45 in Kolkata.
  const change = "2026-06-10T10:15:00Z";
  const own = newRuleSchema.parse({ kind: "price", scope: { provider: "acme", model: "house" }, prices: { input: "3", output: "5" }, from: change });
  const lines = ["2026-06-10T10:14:59Z,acme,house,1000000,1000000,,1,,,,,a", "2026-06-10T10:15:00Z,acme,house,1000000,1000000,,1,,,,,b"];

  test("splits the usage of a half-hour zone at exactly its quarter hour", async () => {
    const access = await freshWorkspace({ timezone: "Asia/Kolkata" });
    await take(access, [header, ...lines].join("\n"));
    await recordRules(access, [newRuleSchema.parse({ ...own, from: "2026-01-01", prices: { input: "1", output: "2" } }), own]);
    const { rows } = await spend(access, { period: daysPeriod("2026-06-10", "2026-06-11", "Asia/Kolkata"), granularity: "hour" });
    // before: 1 M × 1 + 1 M × 2; from then on 1 M × 3 + 1 M × 5; 10:14 and 10:15 lie in the local hour that begins at 09:30 UTC
    expect(rows.map(({ period, cost }) => [period, cost && dollars(cost)])).toEqual([["2026-06-10T09:30:00Z", "11"]]);
    const parts = [
      ["2026-06-10T10:00Z", "2026-06-10T10:15Z"],
      ["2026-06-10T10:15Z", "2026-06-10T10:30Z"],
    ].map(([a = "", b = ""]) => ({ from: Date.parse(a), to: Date.parse(b) }));
    const costs = await Promise.all(parts.map(async (period) => (await spend(access, { period })).total.cost ?? 0n));
    expect(costs.map(dollars)).toEqual(["3", "8"]);
  });

  test("cuts that day and no other", async () => {
    const access = await freshWorkspace({ timezone: "Asia/Kolkata" });
    await take(access, [header, ...lines, "2026-06-08T10:15:00Z,acme,house,5,5,,1,,,,,c"].join("\n"));
    const before = await rollupOf(access);
    await recordRules(access, [own]);
    const cells = await rollupOf(access);
    const segments = (of: Record<string, unknown[]>) => (of.usage_day ?? []).map((cell) => (cell as { segment: Date }).segment.toISOString());
    expect(segments(before)).toEqual(["2026-06-07T18:30:00.000Z", "2026-06-09T18:30:00.000Z"]);
    expect(segments(cells)).toEqual(["2026-06-07T18:30:00.000Z", "2026-06-09T18:30:00.000Z", "2026-06-10T10:15:00.000Z"]);
  });

  test("waits for a running import, and its preview says so; one that begins at a midnight does not wait", async () => {
    const access = await freshWorkspace();
    await take(access, [header, ...lines].join("\n"));
    const importing = await pool().connect();
    await importing.query("begin");
    await importing.query("select pg_advisory_xact_lock_shared(7272, $1)", [access.workspaceId]);
    await expect(tryRules(access, [own])).rejects.toMatchObject({ code: "busy" });
    const midnight = newRuleSchema.parse({ ...own, from: "2026-06-10" });
    expect((await tryRules(access, [midnight])).total.after).toBe(16_000_000_000_000n);
    await recordRules(access, [midnight]);
    await importing.query("rollback");
    importing.release();
  });
});

describe("rules are kept", () => {
  const discount = newRuleSchema.parse({
    kind: "discount",
    scope: { model: "mistral-medium-3.1" },
    percent: "10",
    from: "2026-06-01",
    note: "contract 7",
  });

  test("with any of a model's names, who recorded them, and an entry in the audit trail", async () => {
    const access = await freshWorkspace();
    const [recorded] = await recordRules(access, [discount]);
    expect(recorded).toMatchObject({
      rule: { provider: "mistral", model: "mistral-medium-2508", note: "contract 7" },
      recordedBy: "system",
      withdrawnAt: null,
    });
    const withdrawn = await withdrawRule(access, recorded?.rule.id ?? 0);
    expect(withdrawn.withdrawnBy).toBe("system");
    await expect(withdrawRule(access, recorded?.rule.id ?? 0)).rejects.toMatchObject({ code: "rule_not_in_force" });
    await expect(withdrawRule(await freshWorkspace(), recorded?.rule.id ?? 0)).rejects.toMatchObject({ code: "not_found" });
    const { rows } = await pool().query("select action, after -> 'percent' as percent from audit_entry where workspace_id = $1 order by id", [
      access.workspaceId,
    ]);
    expect(rows).toEqual([
      { action: "price_rule.recorded", percent: "10" },
      { action: "price_rule.withdrawn", percent: null },
    ]);
  });

  test("and never edited, not even by hand", async () => {
    const access = await freshWorkspace();
    await recordRules(access, [discount]);
    await expect(pool().query("update price_rule set percent = 20 where workspace_id = $1", [access.workspaceId])).rejects.toThrow(/append-only/);
  });

  test("a dry run keeps nothing", async () => {
    const access = await freshWorkspace();
    await take(access, [header, "2026-06-10T10:00:00Z,mistral,mistral-medium-3.1,1000000,0,,1,,,,,a"].join("\n"));
    const before = await rollupOf(access);
    const effect = await tryRules(access, [newRuleSchema.parse({ ...discount, from: "2026-06-10T05:00:00Z" })]);
    // 1 M at 0.40, then a tenth off
    expect(after(effect)).toEqual([[["2026-06", 360_000_000_000n]], 360_000_000_000n]);
    expect(await rollupOf(access)).toEqual(before);
    expect((await pool().query("select 1 from price_rule where workspace_id = $1", [access.workspaceId])).rowCount).toBe(0);
  });

  test.each([
    [{ kind: "price", from: "2026-06-01" }, "prices"],
    [{ kind: "discount", percent: "100.5", from: "2026-06-01" }, "percent"],
    [{ kind: "discount", percent: "5", from: "2026-06-01T10:07:00Z" }, "from"],
    [{ kind: "discount", percent: "5", from: "2026-06-31" }, "from"],
    [{ kind: "alias", target: "openai/gpt-4o", from: "2026-06-01" }, "scope.model"],
    [{ kind: "price", prices: { input: "-1", output: "1" }, from: "2026-06-01" }, "prices.input"],
    [{ kind: "discount", percent: "5", prices: { input: "1", output: "1" }, from: "2026-06-01" }, "prices"],
  ])("%j is refused, and named", (written, path) => {
    const parsed = newRuleSchema.safeParse(written);
    expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });

  test("an alias to a model that is not there is refused", async () => {
    const alias = newRuleSchema.parse({ kind: "alias", scope: { model: "x" }, target: "openai/gpt-99", from: "2026-06-01" });
    await expect(recordRules(await freshWorkspace(), [alias])).rejects.toMatchObject({ code: "unknown_model" });
  });
});
