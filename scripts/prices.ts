// Brings a price list into the price book: `npm run prices -- <file> [--from 2026-07-01] [--retrieved 2026-07-01] [--suspicious] [--apply]`.
// Without --apply it says what would change, and writes nothing. The database is DATABASE_URL, or that of the running app.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { disconnect } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { dollarsPerMillion } from "@/lib/money";
import { isDay, isoInstant } from "@/lib/period";
import { changedParts } from "@/lib/pricing/lists/difference";
import type { PriceSheet } from "@/lib/pricing/sheet";
import { applyListAsOperator, listDifference } from "@/lib/repricing/list-update";
import { parseSettings, readSource } from "./environment.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { apply: { type: "boolean" }, suspicious: { type: "boolean" }, from: { type: "string" }, retrieved: { type: "string" } },
});
const [file] = positionals;
const badDay = [values.from, values.retrieved].find((day) => day !== undefined && !isDay(day));
if (!file || badDay) {
  console.error(
    badDay
      ? `${badDay} is no day; write it as 2026-07-01`
      : "Which file? npm run prices -- <file> [--from day] [--retrieved day] [--suspicious] [--apply]",
  );
  process.exit(1);
}

process.env.DATABASE_URL ??= parseSettings(readSource()).databaseUrl ?? runningDatabase();
const options = { from: values.from, retrieved: values.retrieved, takesSuspicious: values.suspicious };
try {
  const text = readFileSync(file, "utf8");
  const { list, difference } = await listDifference(text, options);
  const price = (sheet: PriceSheet | null) =>
    sheet ? `${dollarsPerMillion(sheet.prices.input)} / ${dollarsPerMillion(sheet.prices.output)}` : "no price";
  const one = (amount: bigint | null) => (amount === null ? "none" : dollarsPerMillion(amount));
  const parts = (before: PriceSheet | null, after: PriceSheet) =>
    changedParts(before, after)
      .map((each) => `${each.part} ${one(each.before)} → ${one(each.after)}`)
      .join(", ");
  const since = (startsAt: number | null) => (startsAt === null ? "since it exists" : `from ${isoInstant(startsAt)}`);
  for (const { model, period, before, isSuspicious } of difference.changed) {
    console.log(`${isSuspicious ? "look twice" : "changed   "}  ${model.provider}/${model.id} ${since(period.startsAt)}: ${parts(before, period)}`);
  }
  for (const { model, isSuspicious } of difference.added) {
    console.log(`${isSuspicious ? "look twice" : "new       "}  ${model.provider}/${model.id}: ${price(model.periods.at(-1) ?? null)}`);
  }
  for (const { alias, model } of difference.aliases) console.log(`new name    ${alias} → ${model.provider}/${model.id}`);
  for (const { what, why } of difference.notUnderstood) console.log(`left out    ${what}: ${why}`);
  console.log(
    `${list.format}: ${difference.changed.length} changed, ${difference.added.length} new, ${difference.unchanged.length} unchanged, ${difference.notUnderstood.length} left out`,
  );
  if (values.apply) {
    const applied = await applyListAsOperator(text, options);
    console.log(`added: ${applied.prices} prices, ${applied.models} models, ${applied.aliases} names; ${applied.unchanged} marked as checked`);
  } else console.log("Nothing was written; add --apply to take it in.");
} catch (error) {
  if (!(error instanceof Refusal) && (error as { code?: string }).code !== "ENOENT") throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await disconnect();
}

/** The embedded database of the app that runs here. */
function runningDatabase(): string {
  const { dataDir } = parseSettings(readSource());
  try {
    const port = readFileSync(path.join(dataDir, "pg", "postmaster.pid"), "utf8").split("\n")[3];
    return `postgresql://obole@127.0.0.1:${Number(port)}/obole`;
  } catch {
    console.error("No database: start the app first, or set DATABASE_URL.");
    return process.exit(1);
  }
}
