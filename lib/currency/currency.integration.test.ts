import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { auditTrail } from "@/lib/audit/queries";
import { decimalText, parseDecimal } from "@/lib/money";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { zip } from "@/lib/testing/zip";
import { chooseCurrency, ecbChange, recordEcb, recordRate, withdrawRates } from "./mutations";
import { currenciesUsed, monthRates, rateSources } from "./queries";
import { uploadedText } from "./upload";

freshDatabase();

const file = "Date,USD,GBP,\n2026-06-30,1.25,0.875,\n2026-06-01,1.6,0.88,\n";
const by = (rate: string, day: string, source = "treasury") => ({ from: "USD", to: "EUR", rate: parseDecimal(rate), day, source });

async function rateOf(access: Access, month: string, { from = "USD", to = "EUR", asOf }: { from?: string; to?: string; asOf?: number } = {}) {
  const rates = await monthRates(access, month, [from], asOf === undefined ? {} : { asOf });
  const found = rates.to(from, to);
  return found && `${decimalText(found.rate)}, ${found.last}, ${found.sources.join("; ")}`;
}

test("without a choice it is dollars; without a rate there is none", async () => {
  const access = await freshWorkspace();
  const { currency, rule, to } = await monthRates(access, "2026-06", []);
  expect({ currency, rule }).toEqual({ currency: "USD", rule: "last" });
  expect(decimalText(to("USD", "USD")?.rate ?? parseDecimal("0"))).toBe("1");
  await chooseCurrency(access, { currency: "EUR", rule: "last" });
  expect(await rateOf(access, "2026-06")).toBeNull();
});

test("the bank's file is previewed, kept for the currencies in use, and adds nothing twice", async () => {
  const access = await freshWorkspace();
  await chooseCurrency(access, { currency: "EUR", rule: "last" });
  expect([...(await currenciesUsed(access))].sort()).toEqual(["EUR", "USD"]);
  expect(await ecbChange(access, file)).toMatchObject({ kept: ["USD"], left: 1, days: 2, added: [{ day: "2026-06-01" }, { day: "2026-06-30" }] });
  expect(await rateSources(access)).toEqual([]);
  const { source } = await recordEcb(access, file);
  expect(source).toMatchObject({ rates: 2, first: "2026-06-01", last: "2026-06-30", name: "European Central Bank, eurofxref-hist.csv" });
  expect(await rateOf(access, "2026-06")).toBe("0.8, 2026-06-30, European Central Bank, eurofxref-hist.csv"); // 1 / 1.25
  expect(await rateOf(access, "2027-12")).toMatch(/^0.8, 2026-06-30/); // far behind, still the last
  expect((await recordEcb(access, file)).source).toBeNull();

  const corrected = await recordEcb(access, file.replace("1.25", "2"));
  expect(corrected).toMatchObject({ source: { rates: 1 }, change: { changed: [{ day: "2026-06-30", before: "1.25", after: "2" }] } });
  expect(await rateOf(access, "2026-06")).toMatch(/^0.5, /);
  await withdrawRates(access, corrected.source?.id ?? 0);
  expect(await rateOf(access, "2026-06")).toMatch(/^0.8, /);
});

test("rates are appended: what was known then can be asked, and the trail tells who", async () => {
  const access = await freshWorkspace();
  await chooseCurrency(access, { currency: "EUR", rule: "last" });
  const first = await recordRate(access, by("0.86", "2026-06-30", "first"));
  const between = first.recordedAt;
  await new Promise((resolve) => setTimeout(resolve, 5));
  await recordRate(access, by("0.87", "2026-06-30", "second"));
  await chooseCurrency(access, { currency: "CHF", rule: "average" });
  expect(await rateOf(access, "2026-06", { to: "USD", from: "EUR" })).toMatch(/^1.149425287, 2026-06-30, second/); // 1 / 0.87
  expect(await rateOf(access, "2026-06", { asOf: between })).toBe("0.86, 2026-06-30, first");
  expect((await auditTrail(access)).items.map(({ action }) => action)).toEqual([
    ...["currency.chosen", "rates.recorded", "rates.recorded", "currency.chosen"],
  ]);
  await expect(withdrawRates(await freshWorkspace(), first.id)).rejects.toMatchObject({ code: "not_found" });
  await withdrawRates(access, first.id);
  await expect(withdrawRates(access, first.id)).rejects.toMatchObject({ code: "rule_not_in_force" });
});

test("a wrong file leaves nothing", async () => {
  const access = await freshWorkspace();
  await expect(recordEcb(access, file.replace("1.6", "1,6"))).rejects.toMatchObject({ code: "invalid_input" });
  expect(await rateSources(access)).toEqual([]);
});

test.each([
  ["as it is", Buffer.from(file)],
  ["packed with gzip", gzipSync(file)],
  ["in its zip", zip([{ name: "eurofxref-hist.csv", content: file }])],
])("the bank's file comes %s", async (_how, body) => {
  const request = new Request("http://here/", { method: "POST", body: new Uint8Array(body) });
  expect(await uploadedText(request)).toBe(file);
});

test("what is no table of text is refused", async () => {
  const upload = (body: Uint8Array<ArrayBuffer>) => uploadedText(new Request("http://here/", { method: "POST", body }));
  await expect(upload(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]))).rejects.toMatchObject({ code: "unreadable_file" });
});
