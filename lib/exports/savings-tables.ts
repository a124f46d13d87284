import "server-only";
import type { Access } from "@/lib/access";
import type { Cell } from "@/lib/csv";
import { savingsAsked } from "@/lib/savings/asked";
import { savings, savingsByModel } from "@/lib/savings/queries";
import { type Atto, attoDollars, type SavingsLines } from "@/lib/savings/savings";
import { monthsWithUsage } from "@/lib/spend/span";
import { columnsOf, countCell, namesIn, numberCell, type Table, type TableQuery } from "./table";

/** What each name cost and saved, and what is left out; with the covered, their total. */
export async function savingsTable(access: Access, query: TableQuery): Promise<Table> {
  const groupBy = columnsOf(query.view.groupBy);
  const { rows, total } = await savings(access, { ...(await aboutOf(access, query)), groupBy });
  return {
    columns: [...groupBy, ...columns],
    lines: [
      ...rows.map((row) => [...namesIn(row.dimensions, groupBy), ...linesCells(row)]),
      [...groupBy.map((_, place): Cell => (place ? null : { text: "total" })), ...linesCells(total)],
    ],
  };
}

/** The same day by day, or month by month where the address says so. */
export async function savingsTrendTable(access: Access, query: TableQuery): Promise<Table> {
  const granularity = query.parameters.step === "month" ? "month" : "day";
  const { rows, total } = await savings(access, { ...(await aboutOf(access, query)), granularity });
  return {
    columns: [granularity, ...columns],
    lines: [...rows.map((row) => [{ text: row.period ?? "" }, ...linesCells(row)]), [{ text: "total" }, ...linesCells(total)]],
  };
}

/** What the same usage would have cost on every model of the book. */
export async function savingsModelsTable(access: Access, query: TableQuery): Promise<Table> {
  const models = await savingsByModel(access, await aboutOf(access, query));
  return {
    columns: ["provider", "model", ...columns, "covered_tokens_percent"],
    lines: models.map(({ model, total }) => [
      ...[{ text: model.provider }, { text: model.id }, ...linesCells(total)],
      numberCell(total.coverage.tokensPercent),
    ]),
  };
}

async function aboutOf(access: Access, { parameters, at }: TableQuery) {
  return (await savingsAsked(access, parameters, { usedMonths: await monthsWithUsage(access), at })).about;
}

const columns = [
  ...["list_usd", "actual_usd", "reference_usd", "avoided_usd", "avoided_low_usd", "avoided_high_usd", "avoided_percent", "times", "break_even_k"],
  ...["discount_usd", "cache_effect_usd", "tokens", "requests"],
];

function linesCells(of: SavingsLines & { tokens: bigint; requests: bigint }): Cell[] {
  const money = (amount: Atto): Cell => ({ number: attoDollars(amount) });
  return [
    ...[of.list, of.actual, of.reference, of.avoided, of.avoidedLow, of.avoidedHigh].map(money),
    ...[of.avoidedPercent, of.times, of.breakEven].map(numberCell),
    ...[money(of.discount), money(of.cacheEffect), countCell(of.tokens), countCell(of.requests)],
  ];
}
