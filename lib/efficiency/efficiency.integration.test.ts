import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { dollars } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { costOf, type Price, resolve } from "@/lib/pricing/price";
import { priceBook, priceRules } from "@/lib/pricing/queries";
import { savings } from "@/lib/savings/queries";
import { attoPerPico } from "@/lib/savings/savings";
import { spend } from "@/lib/spend/queries";
import { addTokens } from "@/lib/spend/spend";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { take } from "@/lib/testing/files";
import { takeRows, usageRow } from "@/lib/testing/rows";
import { noTokens, type Tokens, totalTokens } from "@/lib/usage/tokens";
import { efficiencyAmounts } from "./efficiency";
import { efficiency } from "./queries";

freshDatabase();

const period = daysPeriod("2026-06-01", "2026-07-01", "UTC");
const header =
  "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,cache_write_tokens,requests,service_tier,team,project,user,request_id";
const money = (amount: bigint | null) => amount && dollars(amount);

/** A discount on everything, and an own price of one model that names nothing for batch. */
async function giveRules({ workspaceId }: Access): Promise<void> {
  await pool().query(
    `insert into price_rule (workspace_id, kind, provider, model, percent, prices, starts_at, recorded_by) values
       ($1, 'discount', null, null, 12.5, null, '2026-06-10', 'system'), ($1, 'price', 'openai', 'gpt-4o', null, $2, '2026-06-20', 'system')`,
    [workspaceId, JSON.stringify({ prices: { input: "2000000", output: "8000000" }, tiers: {}, long: null, request: "1000" })],
  );
}

describe("on any usage", () => {
  const row = fc.record({
    day: fc.integer({ min: 1, max: 30 }),
    model: fc.constantFrom("mistral,mistral-medium-latest", "openai,gpt-4o", "anthropic,claude-sonnet-4-5", "acme,unknown"),
    plain: fc.integer({ min: 0, max: 300_000 }),
    read: fc.constantFrom(0, 40_000),
    written: fc.constantFrom(0, 7000),
    output: fc.integer({ min: 0, max: 5000 }),
    tier: fc.constantFrom("", "batch", "flex"),
    team: fc.constantFrom("", "A", "B"),
    user: fc.constantFrom("", "ana", "ben", "zoe"),
    requests: fc.constantFrom("7", "12", "1000"),
  });

  test("the parts make the whole, what batch saved is the same rows priced at standard, and what it would have is them priced in batch", async () => {
    const book = await priceBook();
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 25 }), fc.boolean(), async (rows, hasRules) => {
        const access = await freshWorkspace();
        if (hasRules) await giveRules(access);
        const time = (day: number) => `2026-06-${String(day).padStart(2, "0")}T10:00:00Z`;
        const lines = rows.map(
          ({ day, model, plain, read, written, output, tier, team, user, requests }, index) =>
            `${time(day)},${model},${plain + read + written},${output},${read},${written},${requests},${tier},${team},,${user},r${index}`,
        );
        await take(access, [header, ...lines].join("\n"));

        const rules = await priceRules(access);
        const sums = { cost: 0n, saved: 0n, saving: 0n, attributed: 0n };
        const users = new Set<string>();
        for (const { day, model, plain, read, written, output, tier, user, requests } of rows) {
          const [provider = "", name = ""] = model.split(",");
          const tokens: Tokens = {
            ...noTokens,
            input: BigInt(plain),
            cache_read: BigInt(read),
            cache_write_5m: BigInt(written),
            output: BigInt(output),
          };
          const priced = (at: string) => resolve(book, rules, { provider, name, tier: at, band: -1n }, Date.parse(time(day))).price;
          const cost = (price: Price | null) => (price ? costOf(tokens, BigInt(requests), price.prices) : 0n);
          const price = priced(tier);
          sums.cost += cost(price);
          if (price && user) {
            users.add(user);
            sums.attributed += cost(price);
          }
          if (tier === "batch") sums.saved += cost(priced("")) - cost(price);
          if (tier === "") sums.saving += cost(price) - cost(priced("batch"));
        }

        const { total } = await efficiency(access, { period });
        expect(total.amounts.cost ?? 0n).toBe(sums.cost);
        expect(total.batchSaved ?? 0n).toBe(sums.saved);
        expect(total.amounts.batchable_saving ?? 0n).toBe(sums.saving);
        expect(total.users).toEqual(users.size ? { count: BigInt(users.size), cost: sums.attributed } : null);
        expect(total.opportunities.reduce((sum, { kind, saving }) => (kind === "batch" ? sum + saving : sum), 0n)).toBe(sums.saving);
        expect(Object.values(total.mix.classes).reduce((sum, { cost }) => sum + cost, total.mix.requestFees)).toBe(sums.cost);
        // What caching saved is line B of the savings, and the cost is the spend.
        const { total: saved } = await savings(access, { period });
        expect((total.cacheEffect ?? 0n) * attoPerPico).toBe(saved.cacheEffect);
        expect(total.amounts.cost).toBe((await spend(access, { period })).total.cost);

        for (const by of [
          { groupBy: ["model"] },
          { groupBy: ["team", "user"] },
          { groupBy: ["service_tier"] },
          { granularity: "day" },
          { granularity: "week" },
        ] as const) {
          const { rows: parts } = await efficiency(access, { period, ...by });
          for (const name of efficiencyAmounts) {
            expect(parts.reduce((sum, { amounts }) => sum + (amounts[name] ?? 0n), 0n)).toBe(total.amounts[name] ?? 0n);
          }
          expect(parts.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens)).toEqual(total.tokens);
          expect(parts.reduce((sum, { requests }) => sum + requests, 0n)).toBe(total.requests);
          expect(parts.reduce((sum, { users: of }) => sum + (of?.cost ?? 0n), 0n)).toBe(sums.attributed);
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

describe("a known month", () => {
  // Claude Sonnet 4.5 at 3 / read 0.30 / write 3.75 / 15, half of it in batch; a model without a price beside it.
  const lines = [
    "2026-06-03T10:00:00Z,anthropic,claude-sonnet-4-5,10000000,2000000,6000000,1000000,1000,,Search,,ana,",
    "2026-06-04T10:00:00Z,anthropic,claude-sonnet-4-5,1000000,200000,,,500,batch,Search,,ben,",
    "2026-06-04T11:00:00Z,acme,house,1000000,0,,,5,,,,zoe,",
  ];
  const known = async (...more: string[]): Promise<Access> => {
    const access = await freshWorkspace();
    await take(access, [header, ...lines, ...more].join("\n"));
    return access;
  };

  test("has every figure as worked by hand", async () => {
    const { total } = await efficiency(await known(), { period });
    // 3 × 3 + 6 × 0.30 + 1 × 3.75 + 2 × 15 = 44.55; in batch (1 × 3 + 0.2 × 15) / 2 = 3; both: 47.55
    expect(money(total.amounts.cost)).toBe("47.55");
    // over 1,500 requests, two users, 2.2 M tokens of output and 13.2 M of all
    expect(money(total.costPerRequest)).toBe("0.0317");
    expect(money(total.costPerUser)).toBe("23.775");
    expect(money(total.costPerThousandOutput)).toBe("0.021613636364");
    expect(money(total.pricePerMillion)).toBe("3.602272727273");
    // 6 of 12 M of input were read, 1 written; reading spared 6 × 2.70, writing cost 1 × 0.75
    expect([total.cachedPercent, total.writtenPercent, money(total.cacheEffect)]).toEqual(["50.000000", "8.333333", "15.45"]);
    // 1.2 of 14.2 M tokens ran in batch, at half of 6
    expect([total.batchPercent, money(total.batchSaved)]).toEqual(["8.450704", "3"]);
    expect([total.outputPercent, total.inputPerOutput]).toEqual(["15.492958", "5.454545"]);
    expect(total.coverage.tokensPercent).toBe("92.9");
    // The rest at half its price would have cost 22.275 less.
    expect(
      total.opportunities.map(({ kind, model, tokens, saving }) => [kind, model, totalTokens({ ...noTokens, input: tokens }), money(saving)]),
    ).toEqual([["batch", "claude-sonnet-4-5-20250929", 12_000_000n, "22.275"]]);
  });

  test("has no cost per request once a priced row does not say how many it stands for", async () => {
    const access = await known();
    const startsAt = Date.parse("2026-06-05T10:00:00Z");
    await takeRows(access, [usageRow({ startsAt, requestId: "u1", requests: null, isSingle: false })]);
    const { total, rows } = await efficiency(access, { period, granularity: "day" });
    expect([total.costPerRequest, total.requestsUnknown]).toEqual([null, 1n]);
    // 44.55 over 1,000; the day after 3 over 500; the third day is unknown
    expect(rows.map(({ costPerRequest }) => money(costPerRequest))).toEqual(["0.04455", "0.006", null]);
  });

  test("has no cost per user where nothing names one", async () => {
    const { total } = await efficiency(await known(), { period, filters: { user: [null] } });
    expect([total.users, total.costPerUser]).toEqual([null, null]);
    const unpriced = await efficiency(await known(), { period, filters: { user: ["zoe"] } });
    expect([unpriced.total.costPerUser, unpriced.total.amounts.cost, unpriced.total.pricePerMillion]).toEqual([null, null, null]);
  });

  test("says where writing to the cache cost more than reading spared", async () => {
    const access = await freshWorkspace();
    await take(access, [header, "2026-06-03T10:00:00Z,anthropic,claude-sonnet-4-5,2000000,0,1000000,1000000,1000,batch,,,,"].join("\n"));
    expect((await efficiency(access, { period })).total.opportunities).toEqual([]); // reads spare 1.35, writing costs 0.375 more
    const writer = await freshWorkspace();
    await take(writer, [header, "2026-06-03T10:00:00Z,anthropic,claude-sonnet-4-5,2000000,0,100000,1900000,1000,batch,,,,"].join("\n"));
    // in batch: 1.9 × 0.375 = 0.7125 more, 0.1 × 1.35 = 0.135 spared
    expect((await efficiency(writer, { period })).total.opportunities).toMatchObject([{ kind: "cache", saving: 577_500_000_000n }]);
  });

  test("is nothing, and not unknown, over no usage", async () => {
    const { total, rows } = await efficiency(await freshWorkspace(), { period });
    expect(rows).toEqual([]);
    expect([total.amounts.cost, total.costPerRequest, total.cachedPercent]).toEqual([0n, null, null]);
  });
});
