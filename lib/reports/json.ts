import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { monthRateJson, monthRateSchema } from "@/lib/currency/json";
import { rateRules } from "@/lib/currency/rate";
import { dollars } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { ruleJson, ruleSchema } from "@/lib/repricing/json";
import { measuredBaselineJson, measuredBaselineSchema, savingsTotalJson, savingsTotalSchema } from "@/lib/savings/json";
import { dimensions } from "@/lib/spend/dimension";
import { spendTotalJson, spendTotalSchema } from "@/lib/spend/json";
import { wireCount } from "@/lib/usage/tokens";
import type { MonthReport } from "./report";
import { type Column, sectionNames, type Value } from "./section";
import type { ReportSource } from "./source";
import { nameColumn, usageColumns, usageValues } from "./usage-columns";
import { fileKeys, fileTexts } from "./written";

const rowSchema = z
  .record(z.string(), z.union([z.string(), countSchema]).nullable())
  .describe("by column: counts are integers, amounts exact decimal text in dollars, null what is unknown");

const headShape = {
  workspace: z.object({ slug: z.string(), name: z.string() }),
  month: z.string(),
  from: instantSchema,
  to: instantSchema,
  timezone: z.string(),
  currency: z.literal("USD"),
  number: z.string().nullable().describe("null: the month is open"),
  known_at: instantSchema,
  teams: z.array(z.string()).nullable().describe("the only teams that are in it; null: all"),
  group_by: z.array(z.enum(dimensions)),
  total: moneySchema.nullable(),
  addends: z
    .array(
      z.union([
        z.object({ kind: z.literal("spend"), amount: moneySchema }),
        z.object({ kind: z.literal("adjustment"), month: z.string(), number: z.string(), amount: moneySchema }),
      ]),
    )
    .describe("what the total is the sum of: the month's spend, and what has changed in months that were closed before it"),
  spend: spendTotalSchema.extend({ unpriced_models: z.array(z.object({ name: z.string(), tokens: countSchema, requests: countSchema })) }),
  savings: z.object({ ...savingsTotalSchema.shape, baselines: z.array(measuredBaselineSchema) }),
  price_book: z.object({ recorded_at: instantSchema.nullable().describe("of the latest price that was known; null: it came with the first book") }),
  reporting: z
    .object({ currency: z.string(), rule: z.enum(rateRules), rate: monthRateSchema.nullable() })
    .describe("the currency it is told in beside dollars; its amounts are in the section `currency`"),
  rules: z.array(ruleSchema.extend({ cost: moneySchema })).describe("the rules that priced usage of the month"),
  empty_days: z.array(z.string()),
  sections: z.array(
    z.object({
      name: z.enum(sectionNames),
      columns: z.array(z.object({ key: z.string(), kind: z.string() })),
      rows: z.array(rowSchema),
      total: rowSchema,
    }),
  ),
};

export const reportSchema = z.object({ ...headShape, lines: z.array(rowSchema).describe("the month's usage, by `group_by`; it adds up to `spend`") });

/** The report as one JSON document; its lines come last, as they are read. */
export async function* reportJson({ report, lines }: ReportSource): AsyncGenerator<string> {
  const head = JSON.stringify(headJson(report));
  yield `${head.slice(0, -1)},"lines":[`;
  const columns = [...report.groupBy.map(nameColumn), ...usageColumns];
  let isFirst = true;
  for await (const batch of lines()) {
    const rows = batch.map((line) => rowJson(columns, [...report.groupBy.map((name) => line.dimensions[name] ?? null), ...usageValues(line)]));
    const text = rows.map((row) => JSON.stringify(row)).join(",\n");
    yield isFirst ? `\n${text}` : `,\n${text}`;
    isFirst = false;
  }
  yield "\n]}\n";
}

function headJson(report: MonthReport): z.input<z.ZodObject<typeof headShape>> {
  const { month, timezone, currency, number, period, spend, savings } = report;
  return {
    workspace: { slug: report.workspace.slug, name: report.workspace.name },
    ...{ month, from: isoInstant(period.from), to: isoInstant(period.to), timezone, currency, number, known_at: isoInstant(report.knownAt) },
    teams: report.teams && [...report.teams],
    group_by: [...report.groupBy],
    total: moneyJson(report.total),
    addends: report.addends.map(({ amount, ...addend }) => ({ ...addend, amount: dollars(amount) })),
    spend: {
      ...spendTotalJson(spend),
      unpriced_models: spend.unpricedModels.map(({ name, tokens, requests }) => ({ name, tokens: wireCount(tokens), requests: wireCount(requests) })),
    },
    savings: { ...savingsTotalJson(savings.total), baselines: savings.baselines.map(measuredBaselineJson) },
    price_book: { recorded_at: instantJson(report.priceBook.recordedAt) },
    reporting: { ...report.reporting, rate: report.reporting.rate && monthRateJson(report.reporting.rate) },
    rules: report.rules.map(({ cost, ...rule }) => ({ ...ruleJson(rule), cost: moneyJson(cost) ?? "0" })),
    empty_days: [...report.emptyDays],
    sections: report.sections.map(({ name, columns, rows, total }) => ({
      ...{ name, columns: columns.map(({ key, kind }) => ({ key, kind })) },
      rows: rows.map((row) => rowJson(columns, row)),
      total: rowJson(columns, total),
    })),
  };
}

function rowJson(columns: readonly Column[], values: readonly Value[]): z.input<typeof rowSchema> {
  return Object.fromEntries(
    columns.flatMap((column, place) => {
      const value = values[place] ?? null;
      const texts = column.kind === "count" && typeof value === "bigint" ? [wireCount(value)] : fileTexts(column, value);
      return fileKeys(column).map((key, part) => [key, texts[part] ?? null]);
    }),
  );
}
