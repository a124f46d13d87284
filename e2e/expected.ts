import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
import { z } from "zod";
import type { Api, ImportJson } from "./api";

const folder = path.join(import.meta.dirname, "..", "lib", "imports", "fixtures");

const expectedSchema = z.object({
  rows: z.int(),
  accepted: z.int(),
  rejected: z.array(z.object({ line: z.int(), reason: z.string() })),
  duplicates: z.int(),
  ignored: z.int(),
  totals: z.record(z.string(), z.string()),
  cost_usd_effective: z.string(),
  unpriced_models: z.array(z.string()),
  by_model: z.record(z.string(), z.object({ rows: z.int(), cost_usd: z.string().nullable(), priced: z.string().nullable() })),
  first_timestamp: z.string(),
  last_timestamp: z.string(),
});
export type Expected = z.output<typeof expectedSchema>;

/** A canonical file and what has to come of it, to the last digit. */
export async function fixture(name: string): Promise<{ content: Buffer; expected: Expected }> {
  const file = path.join(folder, name);
  return { content: await readFile(file), expected: expectedSchema.parse(JSON.parse(await readFile(`${file}.expected.json`, "utf8"))) };
}

/** The receipt of a file says what was expected of it. */
export function expectReceipt(receipt: ImportJson, { rows, accepted, rejected, duplicates, ignored, totals, ...times }: Expected): void {
  const { uncached_input, ...rest } = totals;
  expect(receipt).toMatchObject({
    status: "done",
    rows,
    accepted,
    duplicates,
    ignored,
    rejected: rejected.length,
    rejected_by_reason: counted(rejected),
  });
  expect(texts(receipt.totals)).toEqual({ input: uncached_input, ...rest });
  expect([receipt.first_timestamp, receipt.last_timestamp].map(instant)).toEqual([times.first_timestamp, times.last_timestamp].map(instant));
}

/** And so does the spend of all time, in a workspace that holds nothing else. */
export async function expectSpend(
  api: Api,
  { totals, cost_usd_effective: cost, unpriced_models: unpriced }: Pick<Expected, "totals" | "cost_usd_effective" | "unpriced_models">,
): Promise<void> {
  const { rows, total } = await api.spend({ ...always, group_by: "model_raw" });
  const { uncached_input, reasoning: _, requests, ...rest } = totals;
  expect(total.cost).toBe(cost);
  expect(texts({ ...total.tokens, requests: total.requests })).toEqual({ input: uncached_input, requests, ...rest });
  expect(rows.filter((row) => row.cost === null).map((row) => row.model_raw)).toEqual(unpriced);
}

/** Since the first day that an import may name. */
export const always = { from: "2018-01-01", to: "2101-01-01" };

function counted(rejected: Expected["rejected"]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of rejected) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function texts(counts: Record<string, number | string>): Record<string, string> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
}

function instant(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}
