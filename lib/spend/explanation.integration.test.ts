import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { previewImport } from "@/lib/imports/preview";
import { dollars } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { explainedWithoutRule, explainedWithRules, recordRules } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader as header, take } from "@/lib/testing/files";
import { events } from "./events";
import { explainedCost, explainedEvent } from "./explanation";
import { explanationJson } from "./explanation-json";
import { spend } from "./queries";

freshDatabase();

// GPT-4o: 2.50 in, 1.25 read from the cache, 10 out; Mistral Medium 3.1: 0.40 in, 2 out. House models have no price.
const usage = [
  header,
  "2026-06-10T10:00:00Z,openai,gpt-4o,1000000,100000,200000,1,,A,,,a",
  "2026-06-10T10:00:00Z,openai,gpt-4o,2000000,0,,1,,B,,,b",
  "2026-06-11T10:00:00Z,mistral,mistral-medium-3.1,1000000,1000000,,1,,A,,,c",
  "2026-06-11T10:00:00Z,acme,house-model,5,5,,1,,A,,,d",
].join("\n");
const period = daysPeriod("2026-06-01", "2026-07-01", "UTC");
const rule = newRuleSchema.parse({
  kind: "price",
  scope: { provider: "openai", model: "gpt-4o" },
  prices: { input: "1", output: "4" },
  from: "2026-06-01",
});

async function used(): Promise<Access> {
  const access = await freshWorkspace();
  await take(access, usage);
  return access;
}

test("a cost is explained by what it is made of, to the digit", async () => {
  const access = await used();
  const { total } = await spend(access, { period });
  const explained = explanationJson(await explainedCost(access, { period }));
  // a: 0.8 × 2.50 + 0.2 × 1.25 + 0.1 × 10 = 3.25; b: 2 × 2.50 = 5; c: 0.40 + 2.00
  expect([explained.cost, total.cost && dollars(total.cost)]).toEqual(["10.65", "10.65"]);
  expect(explained.unpriced).toEqual({ tokens: 10, names: ["house-model"] });
  expect(explained.models.map(({ name, cost }) => [name, cost])).toEqual([
    ["GPT-4o", "8.25"],
    ["Mistral Medium 3.1", "2.4"],
  ]);
  expect(explained.models[0]?.prices[0]).toMatchObject({
    basis: "list",
    source: { url: expect.stringMatching(/^https:/) },
    lines: [
      { class: "input", count: 2_800_000, price: "2.5", amount: "7" },
      { class: "cache_read", count: 200_000, price: "1.25", amount: "0.25" },
      { class: "output", count: 100_000, price: "10", amount: "1" },
    ],
  });
});

test("an event is explained by its own tokens alone, and to nobody who may not see it", async () => {
  const access = await used();
  const { items } = await events(access, { period, filters: { team: ["B"] } });
  const [place] = items;
  expect(place && explanationJson((await explainedEvent(access, place)).explanation).models[0]).toMatchObject({
    cost: "5",
    prices: [{ lines: [{ class: "input", count: 2_000_000, amount: "5" }] }],
  });
  const { rows } = await pool().query("select id from dimension_value where workspace_id = $1 and kind = 'team' and name = 'A'", [
    access.workspaceId,
  ]);
  const limited = { ...access, teams: [rows[0].id] } as Access;
  await expect(explainedEvent(limited, place ?? { importId: 0, line: "0" })).rejects.toMatchObject({ code: "not_found" });
  await expect(explainedEvent(await freshWorkspace(), place ?? { importId: 0, line: "0" })).rejects.toMatchObject({ code: "not_found" });
});

test("the first rows of a file are explained as the same rows are once they are stored", async () => {
  const access = await freshWorkspace();
  await recordRules(access, [rule]);
  const preview = await previewImport(access, Buffer.from(usage), { timezone: "UTC", isCut: false });
  const foretold = preview.failure ? [] : preview.rows.flatMap((row) => ("explanation" in row ? [explanationJson(row.explanation)] : []));
  await take(access, usage);
  const stored = [];
  for (const event of (await events(access, { period })).items) stored.push(explanationJson((await explainedEvent(access, event)).explanation));
  const byCost = (a: { cost: string | null }, b: { cost: string | null }) => ((a.cost ?? "") < (b.cost ?? "") ? -1 : 1);
  expect(foretold.toSorted(byCost)).toEqual(stored.toSorted(byCost));
  // 0.8 M + 0.2 M read at 1, as no other price is named, and 0.1 M out at 4
  expect(foretold[0]).toMatchObject({ cost: "1.4", models: [{ prices: [{ basis: "contract", rule: { note: null }, source: null }] }] });
});

test("a cost that a rule would bring is explained before it is saved, and one without it", async () => {
  const access = await used();
  // 1 + 0.4 and 2; beside 2.40
  expect(explanationJson(await explainedWithRules(access, [rule], { period })).cost).toBe("5.8");
  expect(explanationJson(await explainedCost(access, { period })).cost).toBe("10.65");
  const [recorded] = await recordRules(access, [rule]);
  expect(explanationJson(await explainedCost(access, { period })).cost).toBe("5.8");
  expect(explanationJson(await explainedWithoutRule(access, recorded?.rule.id ?? 0, { period })).cost).toBe("10.65");
  const inner = newRuleSchema.parse({ ...rule, from: "2026-06-10T09:45:00Z" });
  expect(explanationJson(await explainedWithRules(access, [inner], { period, filters: { team: ["B"] } })).cost).toBe("2");
});
