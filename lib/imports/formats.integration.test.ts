import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { dollars } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { aggregateBand } from "@/lib/pricing/edges";
import { costOf, resolve } from "@/lib/pricing/price";
import { priceBook } from "@/lib/pricing/queries";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { cubeSums, fixture, take, visibleSums } from "@/lib/testing/files";
import { restoreImport, undoImport } from "./mutations";
import { importById, rejections } from "./queries";
import type { ImportOptions } from "./receive";
import { noTotals } from "./record";

freshDatabase();

type Expected = {
  format: string;
  kind: "usage" | "cost";
  import_timezone: string;
  import_month?: string;
  mapping?: ImportOptions["mapping"];
  rows: number;
  accepted: number;
  rejected: { line?: number; record?: number; reason: string }[];
  duplicates: number;
  ignored: number;
  ignored_by_reason: Record<string, number>;
  totals: Record<string, string>;
  cost_usd: string | null;
  cost_usd_effective: string | null;
  unpriced_rows: number;
  unpriced_models: string[];
  by_model?: Record<string, { rows: number; cost_usd: string | null; priced: string | null }>;
  reported_cost: Record<string, string>;
  reported_credits?: Record<string, string>;
  quantity?: string;
  first_timestamp: string;
  last_timestamp: string;
};

const files = readdirSync(path.join(import.meta.dirname, "fixtures"))
  .filter((name) => name.endsWith(".expected.json"))
  .map((name) => name.replace(".expected.json", ""));
const everything = daysPeriod("2018-01-01", "2028-01-01", "UTC");

async function expectedOf(name: string): Promise<Expected> {
  return JSON.parse(String(await fixture(`${name}.expected.json`)));
}

function optionsOf({ import_timezone, import_month, mapping }: Expected): Partial<ImportOptions> {
  return { timezone: import_timezone, ...(import_month && { month: import_month }), ...(mapping && { mapping }) };
}

async function refused(access: Access, id: number): Promise<{ line: number; reason: string }[]> {
  const all = [];
  for await (const rows of rejections(access, id)) all.push(...rows.map(({ line, code }) => ({ line: Number(line), reason: code })));
  return all;
}

/** Every usage row at the list price of its model, its tier and size apart: what `cost_usd` means. */
async function listCosts(access: Access) {
  const book = await priceBook();
  const { rows } = await pool().query(
    `select m.provider, m.name, e.starts_at, e.requests, e.input, e.cache_read, e.cache_write_5m, e.cache_write_1h, e.output
     from usage_event e join dimension_value m on m.workspace_id = e.workspace_id and m.id = e.raw_model_id where e.workspace_id = $1 order by e.import_id, e.line`,
    [access.workspaceId],
  );
  const models = new Map<string, { rows: number; cost: bigint | null; priced: string | null }>();
  for (const { provider, name, starts_at, requests, input, cache_read, cache_write_5m, cache_write_1h, output } of rows) {
    const { price, model } = resolve(book, [], { provider, name, tier: "", band: aggregateBand }, starts_at.getTime());
    const counts = { input, cache_read, cache_write_5m, cache_write_1h, output };
    const tokens = Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, BigInt(count)])) as Parameters<typeof costOf>[0];
    const known = models.get(name) ?? { rows: 0, cost: null, priced: null };
    const cost = price && costOf(tokens, requests === null ? null : BigInt(requests), price.prices);
    models.set(name, {
      rows: known.rows + 1,
      cost: cost === null ? known.cost : (known.cost ?? 0n) + cost,
      priced: model ? `${model.provider}/${model.id}` : null,
    });
  }
  return models;
}

describe.each(files)("%s", (name) => {
  test("goes in as its format says, to the last digit", async () => {
    const expected = await expectedOf(name);
    const access = await freshWorkspace();
    const record = await take(access, await fixture(name), { ...optionsOf(expected), filename: name });
    expect(record.error).toBeNull();
    expect(record).toMatchObject({ status: "done", format: expected.format, rows: expected.rows, accepted: expected.accepted });
    expect(record).toMatchObject({ duplicates: expected.duplicates, conflicts: 0, ignored: expected.ignored });
    expect(record.ignoredByReason).toEqual(expected.ignored_by_reason);
    expect(await refused(access, record.id ?? 0)).toEqual(
      expected.rejected.map(({ line, record: number, reason }) => ({ line: line ?? number, reason })),
    );
    expect(record.charges).toBe(expected.kind === "cost" ? expected.accepted : 0);
    const { uncached_input: input, ...totals } = expected.totals;
    expect(Object.fromEntries(Object.entries(record.totals).map(([key, count]) => [key, String(count)]))).toEqual({ input, ...totals });
    expect(record.reportedCost).toEqual(expected.reported_cost);
    expect(record.reportedCredits).toEqual(expected.reported_credits ?? {});
    expect(record.firstAt).toBe(Date.parse(expected.first_timestamp));
    expect(record.lastAt).toBe(Date.parse(expected.last_timestamp));
    expect(await importById(access, record.id ?? 0)).toEqual({ ...record, createdAt: expect.any(Number), finishedAt: expect.any(Number) });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    const { rows } = await pool().query("select trim_scale(sum(quantity))::text as quantity from charge where workspace_id = $1", [
      access.workspaceId,
    ]);
    if (expected.quantity) expect(rows[0].quantity).toBe(expected.quantity);
  });

  test("is priced as the book says", async () => {
    const expected = await expectedOf(name);
    const access = await freshWorkspace();
    await take(access, await fixture(name), optionsOf(expected));
    const { total } = await spend(access, { period: everything });
    if (expected.kind === "cost") return expect(total).toMatchObject({ cost: 0n, requests: 0n });
    const isUnpriced = expected.unpriced_rows === expected.accepted;
    expect(total.cost === null ? null : dollars(total.cost)).toBe(isUnpriced ? null : expected.cost_usd_effective);
    expect(total.unpricedModels.map((model) => model.name).sort()).toEqual(expected.unpriced_models.toSorted());
    const models = await listCosts(access);
    expect([...models.values()].reduce((sum, { rows, priced }) => sum + (priced ? 0 : rows), 0)).toBe(expected.unpriced_rows);
    expect(dollars([...models.values()].reduce((sum, { cost }) => sum + (cost ?? 0n), 0n))).toBe(expected.cost_usd);
    const shown = [...models].map(([model, { rows, cost, priced }]) => [model, { rows, cost_usd: cost === null ? null : dollars(cost), priced }]);
    expect(Object.fromEntries(shown)).toEqual(expected.by_model);
  });

  test("adds nothing the second time; undone and restored it is as before", async () => {
    const expected = await expectedOf(name);
    const access = await freshWorkspace();
    const first = await take(access, await fixture(name), optionsOf(expected));
    const again = await take(access, await fixture(name), { ...optionsOf(expected), filename: "renamed.dat" });
    const known = expected.accepted + expected.duplicates;
    expect(again).toMatchObject({
      rows: expected.rows,
      accepted: 0,
      charges: 0,
      duplicates: known,
      conflicts: 0,
      reportedCost: {},
      totals: noTotals,
    });

    await undoImport(access, first.id ?? 0);
    const anew = await take(access, await fixture(name), optionsOf(expected));
    expect(anew).toMatchObject({ accepted: expected.accepted, charges: first.charges, reportedCost: first.reportedCost, totals: first.totals });
    await undoImport(access, anew.id ?? 0);
    const restored = await restoreImport(access, first.id ?? 0);
    const same = { accepted: first.accepted, charges: first.charges, reportedCost: first.reportedCost, reportedCredits: first.reportedCredits };
    expect(restored).toMatchObject({ ...same, totals: first.totals });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    expect(await take(access, await fixture(name), optionsOf(expected))).toMatchObject({ accepted: 0, duplicates: known, conflicts: 0 });
  });
});
