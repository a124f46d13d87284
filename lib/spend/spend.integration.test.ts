import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { pool } from "@/lib/db";
import { dollars } from "@/lib/money";
import { daysPeriod, type Period } from "@/lib/period";
import { costOf, resolve } from "@/lib/pricing/price";
import { priceBook } from "@/lib/pricing/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { fixture, canonicalHeader as header, take } from "@/lib/testing/files";
import { forEachClass } from "@/lib/usage/tokens";
import type { Dimension } from "./dimension";
import { spend } from "./queries";
import { addSums, noSums } from "./spend";

freshDatabase();

const everything: Period = daysPeriod("2025-01-01", "2027-01-01", "UTC");
const cost = (amount: bigint | null) => amount && dollars(amount);

describe("the canonical files", () => {
  test.each(["canonical-basic.csv", "canonical-rejects.csv"])("%s costs what it must, to the last digit", async (name) => {
    const access = await freshWorkspace();
    const expected = JSON.parse(String(await fixture(`${name}.expected.json`)));
    await take(access, await fixture(name));
    const { total } = await spend(access, { period: everything });
    expect(cost(total.cost)).toBe(expected.cost_usd_effective);
    expect(total.unpricedModels.map((model) => model.name)).toEqual(expected.unpriced_models);
    expect(total.tokens.cache_read.toString()).toBe(expected.totals.cache_read);
  });
});

describe("however usage is grouped", () => {
  const zones = ["UTC", "Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"];
  // Around the mid-June price change, which falls inside a local day of most zones.
  const row = fc.record({
    at: fc.integer({ min: Date.parse("2026-06-14T00:00Z"), max: Date.parse("2026-06-18T00:00Z") }),
    model: fc.constantFrom("mistral,mistral-medium-latest", "openai,gpt-4o", "google,gemini-2.5-pro", "acme,unknown", ",gpt-4o-mini"),
    input: fc.integer({ min: 0, max: 400_000 }),
    output: fc.integer({ min: 0, max: 5000 }),
    tier: fc.constantFrom("", "batch", "flex"),
    team: fc.constantFrom("", "A", "B"),
    requests: fc.constantFrom("1", "7", ""),
  });

  test("groups add up to the total, and the total is the sum of single rows at their own prices", async () => {
    const book = await priceBook();
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 25 }), fc.constantFrom(...zones), async (rows, timezone) => {
        const access = await freshWorkspace({ timezone });
        const lines = rows.map(
          ({ at, model, input, output, tier, team, requests }, index) =>
            `${new Date(at).toISOString()},${model},${input},${output},,${requests},${tier},${team},,,r${index}`,
        );
        await take(access, [header, ...lines].join("\n"));
        const singly = rows.reduce((sum, { at, model, input, output, tier, requests }) => {
          const [provider = "", name = ""] = model.split(",");
          // The only edges these prices have: 200,000 tokens, for single requests.
          const band = requests === "7" ? -1n : input > 200_000 ? 200_000n : 0n;
          const { price } = resolve(book, [], { provider, name, tier, band }, at);
          return price ? sum + costOf({ ...forEachClass(() => 0n), input: BigInt(input), output: BigInt(output) }, 1n, price.prices) : sum;
        }, 0n);

        const period = daysPeriod("2026-06-01", "2026-07-01", timezone);
        const { total } = await spend(access, { period });
        expect(total.cost ?? 0n).toBe(singly);
        const groupings: Dimension[][] = [
          ["model"],
          ["team"],
          ["provider", "team"],
          ["user"],
          ["service_tier", "source"],
          ["model_raw", "import"],
          [],
        ];
        for (const granularity of ["none", "hour", "day", "week", "month"] as const) {
          for (const groupBy of groupings) {
            const {
              period: _,
              dimensions: __,
              ...sum
            } = { period: null, dimensions: {}, ...(await spend(access, { period, groupBy, granularity })).rows.reduce(addSums, noSums) };
            expect({ ...sum, cost: sum.cost ?? 0n }).toEqual({
              requests: total.requests,
              tokens: total.tokens,
              unpriced: total.unpriced,
              cost: total.cost ?? 0n,
            });
          }
        }
        // Cut anywhere, the parts make the whole.
        const middle = Date.parse("2026-06-16T07:45Z");
        const parts = await Promise.all([
          spend(access, { period: { from: period.from, to: middle } }),
          spend(access, { period: { from: middle, to: period.to } }),
        ]);
        expect(parts.reduce((sum, part) => sum + (part.total.cost ?? 0n), 0n)).toBe(total.cost ?? 0n);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

describe("what is asked for", () => {
  const lines = [
    "2026-06-01T10:00:00Z,openai,gpt-4o,1000000,0,,1,,Search,p,ana,r1",
    "2026-06-02T10:00:00Z,openai,gpt-4o-2024-08-06,1000000,0,,1,,Search,p,ben,r2",
    "2026-06-02T11:00:00Z,mistral,mistral-medium-3.1,1000000,0,,1,,Support,p,ana,r3",
    "2026-06-03T11:00:00Z,acme,house,1000000,0,,1,,,p,ana,r4",
  ];
  const seeded = async (): Promise<Access> => {
    const access = await freshWorkspace();
    await take(access, [header, ...lines].join("\n"));
    return access;
  };
  const period = daysPeriod("2026-06-01", "2026-07-01", "UTC");

  test("a model by its id, alias or name", async () => {
    const access = await seeded();
    for (const model of ["mistral-medium-2508", "mistral-medium-3.1", "Mistral Medium 3.1", "mistral/mistral-medium-2508"]) {
      expect(cost((await spend(access, { period, filters: { model: [model] } })).total.cost)).toBe("0.4");
    }
    expect((await spend(access, { period, filters: { model: ["house"] } })).total).toMatchObject({
      cost: null,
      unpriced: { tokens: 1_000_000n, requests: 1n },
    });
  });

  test("a raw name that several providers use has one row", async () => {
    const access = await freshWorkspace();
    const of = (provider: string, id: string) => `2026-06-01T10:00:00Z,${provider},gpt-4o-mini,1000000,0,,1,,,,,${id}`;
    await take(access, [header, of("openai", "r1"), of("azure", "r2")].join("\n"));
    // 0.15 at OpenAI, 0.165 on Azure
    const { rows } = await spend(access, { period, groupBy: ["model_raw"] });
    expect(rows.map((row) => [row.dimensions.model_raw, cost(row.cost)])).toEqual([["gpt-4o-mini", "0.315"]]);
    expect((await spend(access, { period, groupBy: ["provider", "model_raw"] })).rows).toHaveLength(2);
  });

  test("several values, and what is unattributed", async () => {
    const access = await seeded();
    expect((await spend(access, { period, filters: { team: ["Support", null] } })).total.requests).toBe(2n);
    expect((await spend(access, { period, filters: { user: ["ana"], provider: ["openai"] } })).total.requests).toBe(1n);
    const { rows } = await spend(access, { period, groupBy: ["team"] });
    expect(rows.map((row) => [row.dimensions.team, cost(row.cost)])).toEqual([
      ["Search", "5"],
      ["Support", "0.4"],
      [null, null],
    ]);
  });

  test("all but what is left out", async () => {
    const access = await seeded();
    const whole = (await spend(access, { period })).total;
    for (const [dimension, values] of [
      ["team", ["Support", null]],
      ["user", ["ana"]],
      ["provider", ["openai"]],
      ["model", ["gpt-4o"]],
    ] as const) {
      const kept = (await spend(access, { period, filters: { [dimension]: values } })).total;
      const left = (await spend(access, { period, excluded: { [dimension]: values } })).total;
      expect([left.requests, left.cost ?? 0n]).toEqual([whole.requests - kept.requests, (whole.cost ?? 0n) - (kept.cost ?? 0n)]);
    }
  });

  test("only what the asker's teams used, in rows and total", async () => {
    const access = await seeded();
    const { rows: ids } = await pool().query<{ id: number }>(
      "select id from dimension_value where workspace_id = $1 and kind = 'team' and name = 'Support'",
      [access.workspaceId],
    );
    const restricted = mintAccess({ workspaceId: access.workspaceId, timezone: "UTC", actor: "system", teams: ids.map((row) => row.id) });
    const { rows, total } = await spend(restricted, { period, groupBy: ["team", "model"], granularity: "day" });
    expect(rows).toHaveLength(1);
    expect(cost(total.cost)).toBe("0.4");
    expect(total.dataUntil).toBe(Date.parse("2026-06-02T11:00:00Z"));
  });

  test("nothing of another workspace", async () => {
    await seeded();
    const { rows, total } = await spend(await freshWorkspace(), { period, groupBy: ["model"] });
    expect(rows).toEqual([]);
    expect(total).toMatchObject({ requests: 0n, cost: 0n, dataUntil: null, coverage: { tokensPercent: "100" } });
  });

  test("hours of more than a month are refused", async () => {
    await expect(spend(await seeded(), { period: everything, granularity: "hour" })).rejects.toMatchObject({ code: "range_too_long" });
  });

  test("periods are named by local hour, day, ISO week and month", async () => {
    const access = await seeded();
    const labels = async (granularity: "hour" | "day" | "week" | "month") => [
      ...new Set((await spend(access, { period, granularity })).rows.map((row) => row.period)),
    ];
    expect(await labels("hour")).toEqual(["2026-06-01T10:00:00Z", "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z", "2026-06-03T11:00:00Z"]);
    expect(await labels("day")).toEqual(["2026-06-01", "2026-06-02", "2026-06-03"]);
    expect(await labels("week")).toEqual(["2026-W23"]);
    expect(await labels("month")).toEqual(["2026-06"]);
  });
});
