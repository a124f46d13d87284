import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool, prisma } from "@/lib/db";
import { mappingSchema } from "@/lib/imports/mapping";
import { recordRules } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { attoDollars } from "@/lib/savings/savings";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { take } from "@/lib/testing/files";
import type { Cause } from "./compare";
import { recordInvoice, withdrawInvoice } from "./invoices";
import { noteDifference, setTolerance } from "./notes";
import { openDifferences, reconciledModel, reconciliation } from "./queries";
import { newInvoiceSchema } from "./schema";

freshDatabase();

const told = (causes: readonly Cause[]) => causes.map(({ kind, amount, percent }) => [kind, attoDollars(amount), ...(percent ? [percent] : [])]);
const header = "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,requests,request_id";

/** OpenAI's cost dashboard: day, line item, dollars. */
function openaiCost(...lines: [day: string, item: string, amount: string][]): string {
  const rows = lines.map(([day, item, amount]) => {
    const start = Date.parse(`${day}T00:00:00Z`) / 1000;
    return `${start},${start + 86_400},${amount},usd,"${item}"`;
  });
  return ["start_time,end_time,amount_value,amount_currency,line_item", ...rows].join("\n");
}

async function stillOpen(access: Access): Promise<number> {
  return openDifferences(await reconciliation(access, "2026-06")).length;
}

async function workspaceIn(timezone: string): Promise<Access> {
  const access = await freshWorkspace();
  await prisma.workspace.update({ where: { id: access.workspaceId }, data: { timezone } });
  return { ...access, timezone } as Access;
}

describe("a June with three differences", () => {
  // In Paris, the 1st of July begins at 22:00 UTC on the 30th of June: OpenAI bills that usage in June, we have it in July.
  // GPT-4o: 2.50 in, 1.25 from the cache, 10 out. GPT-4o mini: 0.15 in.
  const usage = [
    header,
    "2026-06-10T10:00:00Z,openai,gpt-4o,4000000,100000,1000000,9,a", // 3 × 2.50 + 1 × 1.25 + 0.1 × 10 = 9.75; without the cache 11
    "2026-06-12T10:00:00Z,openai,gpt-4o-mini,20000000,0,,9,b", // 20 × 0.15 = 3
    "2026-06-30T22:30:00Z,openai,gpt-4o-mini,10000000,0,,9,c", // 1.50, in July here
    "2026-06-15T10:00:00Z,openai,gpt-9-secret,1000000,0,,9,d", // no price here
  ].join("\n");
  const bill = openaiCost(
    ["2026-06-10", "gpt-4o, input", "10"], // cached tokens at the full price: 4 × 2.50
    ["2026-06-10", "gpt-4o, output", "1"],
    ["2026-06-12", "gpt-4o-mini, input", "3"],
    ["2026-06-30", "gpt-4o-mini, input", "1.5"],
    ["2026-06-15", "gpt-9-secret, input", "7"],
  );

  test("names each with its exact amount, and they add up to the variance", async () => {
    const access = await workspaceIn("Europe/Paris");
    await take(access, usage);
    await take(access, bill);
    const { providers, total } = await reconciliation(access, "2026-06");
    // Theirs 22.50, ours 9.75 + 3 = 12.75
    expect([total.theirs, total.ours, total.difference].map(attoDollars)).toEqual(["22.5", "12.75", "9.75"]);
    expect(told(total.causes)).toEqual([
      ["unpriced", "7"],
      ["zone", "1.5"],
      ["cache", "1.25"],
    ]);
    expect(providers[0]?.models.map(({ name, state, causes }) => [name, state, told(causes)])).toEqual([
      ["gpt-9-secret", "differs", [["unpriced", "7"]]],
      ["GPT-4o mini", "differs", [["zone", "1.5"]]],
      ["GPT-4o", "differs", [["cache", "1.25"]]],
    ]);
  });

  test("opens to the provider's days and to kinds of token", async () => {
    const access = await workspaceIn("Europe/Paris");
    await take(access, usage);
    await take(access, bill);
    const { days } = await reconciledModel(access, "2026-06", { provider: "openai", model: "gpt-4o-mini" });
    const shown = days.filter(({ theirs, ours }) => theirs !== null || ours !== null);
    expect(shown.map(({ day, theirs, ours }) => [day, attoDollars(theirs ?? 0n), attoDollars(ours ?? 0n)])).toEqual([
      ["2026-06-12", "3", "3"],
      ["2026-06-30", "1.5", "1.5"],
    ]);
    const { kinds } = await reconciledModel(access, "2026-06", { provider: "openai", model: "gpt-4o" });
    expect(kinds.map(({ kind, theirs, ours }) => [kind, theirs && attoDollars(theirs), ours && attoDollars(ours)])).toEqual([
      ["input", "10", "7.5"],
      ["cache_read", null, "1.25"],
      ["output", "1", "1"],
    ]);
  });
});

test("a discount that the bill has and no rule knows is proposed, and once it is a rule everything matches", async () => {
  const access = await freshWorkspace();
  await take(
    access,
    [header, "2026-06-10T10:00:00Z,openai,gpt-4o,4000000,0,,9,a", "2026-06-10T10:00:00Z,openai,gpt-4o-mini,20000000,0,,9,b"].join("\n"),
  );
  // 10 − 12.5 % and 3 − 12.5 %
  await take(access, openaiCost(["2026-06-10", "gpt-4o, input", "8.75"], ["2026-06-10", "gpt-4o-mini, input", "2.625"]));
  const [provider] = (await reconciliation(access, "2026-06")).providers;
  expect(provider?.discount).toBe("12.5");
  expect(told(provider?.causes ?? [])).toEqual([["discount", "-1.625", "12.5"]]);
  expect(await stillOpen(access)).toBe(2);
  await recordRules(access, [newRuleSchema.parse({ kind: "discount", scope: { provider: "openai" }, percent: "12.5", from: "2026-06-01" })]);
  expect((await reconciliation(access, "2026-06")).total.difference).toBe(0n);
  expect(await stillOpen(access)).toBe(0);
});

test("an invoice is compared as a whole, its credits and tax named, and is taken out again", async () => {
  const access = await freshWorkspace();
  await take(access, [header, "2026-06-10T10:00:00Z,mistral,mistral-medium-3.1,10000000,1000000,,9,a"].join("\n")); // 4 + 2 = 6
  const given = { month: "2026-06", provider: "Mistral", number: "M-17", amount: "6.50", credits: "1", tax: "1.2" };
  const invoice = await recordInvoice(access, newInvoiceSchema.parse(given));
  const { total, providers } = await reconciliation(access, "2026-06");
  // 6.50 + 1.20 − 1 = 6.70 against 6: tax 1.20, credits −1, and half a dollar that nothing explains.
  expect(attoDollars(total.difference)).toBe("0.7");
  expect(told(total.causes)).toEqual([
    ["tax", "1.2"],
    ["credits", "-1"],
    ["unexplained", "0.5"],
  ]);
  expect(providers[0]).toMatchObject({ provider: "mistral", basis: "invoice", state: "differs" });
  await withdrawInvoice(access, invoice.id);
  expect((await reconciliation(access, "2026-06")).providers[0]?.basis).toBe("none");
  await expect(withdrawInvoice(access, invoice.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a difference that is signed off is closed until it is another one", async () => {
  const access = await freshWorkspace();
  await take(access, [header, "2026-06-10T10:00:00Z,openai,gpt-4o,4000000,0,,9,a"].join("\n")); // 10
  await take(access, openaiCost(["2026-06-10", "gpt-4o, input", "10.40"]));
  expect(await stillOpen(access)).toBe(1);
  const line = { month: "2026-06", provider: "openai", model: "gpt-4o-2024-08-06" };
  const model = (await reconciliation(access, "2026-06")).providers[0]?.models[0]?.model ?? "";
  await noteDifference(access, { ...line, model, difference: "0.4", signed_off: true, note: "Agreed with OpenAI." });
  expect(await stillOpen(access)).toBe(0);
  await take(access, [header, "2026-06-11T10:00:00Z,openai,gpt-4o,40000,0,,9,b"].join("\n")); // 0.10 more
  expect(await stillOpen(access)).toBe(1);
  await setTolerance(access, { amount: "0.30", percent: "0" });
  expect(await stillOpen(access)).toBe(0);
});

test("what usage itself says it cost is compared where no bill is at hand, with what the very same rows cost here", async () => {
  const access = await freshWorkspace();
  // A gateway's log says 11 for what costs 10 here; the other rows say nothing.
  const mapping = mappingSchema.parse({
    columns: { timestamp: "day", model: "model", input_tokens: "in", output_tokens: "out", request_id: "id", cost: "cost" },
    constants: { provider: "openai" },
  });
  await take(access, "day,model,in,out,id,cost\n2026-06-10,gpt-4o,4000000,0,a,11", { mapping, source: "gateway" });
  await take(
    access,
    [header, "2026-06-11T10:00:00Z,openai,gpt-4o,4000000,0,,9,b", "2026-06-11T10:00:00Z,openai,gpt-4o-mini,4000000,0,,9,c"].join("\n"),
  );
  const [provider] = (await reconciliation(access, "2026-06")).providers;
  expect(provider?.basis).toBe("reported");
  expect([provider?.theirs, provider?.ours, provider?.difference].map((amount) => attoDollars(amount ?? 0n))).toEqual(["11", "10", "1"]);
  expect(provider?.models.map(({ name, difference }) => [name, attoDollars(difference)])).toEqual([["GPT-4o", "1"]]);
});

test("a bill that names no model is compared as a whole", async () => {
  const access = await freshWorkspace();
  await take(
    access,
    [header, "2026-06-10T10:00:00Z,openai,gpt-4o,4000000,0,,9,a", "2026-06-10T10:00:00Z,openai,gpt-4o-mini,20000000,0,,9,b"].join("\n"),
  ); // 13
  const { id } = await take(access, openaiCost(["2026-06-10", "gpt-4o, input", "13"]));
  await pool().query("update charge set model = '', item = 'All usage' where import_id = $1", [id]);
  const [provider] = (await reconciliation(access, "2026-06")).providers;
  expect(provider).toMatchObject({ basis: "charges", state: "matched", models: [], difference: 0n, causes: [] });
});

test("a second bill is not added to the first", async () => {
  const access = await freshWorkspace();
  await take(access, openaiCost(["2026-06-10", "gpt-4o, input", "10"]), { source: "console" });
  await take(access, openaiCost(["2026-06-10", "gpt-4o, input", "10.00"], ["2026-06-11", "gpt-4o, input", "5"]), { source: "focus" });
  const [provider] = (await reconciliation(access, "2026-06")).providers;
  expect(provider && [provider.source, attoDollars(provider.theirs ?? 0n), provider.unused.length]).toEqual(["focus", "15", 1]);
});

test("nobody else's bills are compared", async () => {
  const access = await freshWorkspace();
  await take(access, openaiCost(["2026-06-10", "gpt-4o, input", "10"]));
  expect((await reconciliation(await freshWorkspace(), "2026-06")).providers).toEqual([]);
});
