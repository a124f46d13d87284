import "server-only";
import type { Access } from "@/lib/access";
import type { Cell } from "@/lib/csv";
import { type EfficiencyRow, type EfficiencyTotal, efficiency } from "@/lib/efficiency/queries";
import { Refusal } from "@/lib/errors";
import { dollarsPerMillion } from "@/lib/money";
import { daysPeriod, type Instant, isoInstant } from "@/lib/period";
import { bookModel } from "@/lib/pricing/book";
import { priceSteps } from "@/lib/pricing/history";
import type { ClassPrices } from "@/lib/pricing/sheet";
import { causes } from "@/lib/spend/causes";
import { fairComparison } from "@/lib/spend/comparison";
import { contributionsBy, type DifferenceParts, differenceDimensions, differenceParts, totalOf } from "@/lib/spend/difference";
import { pricesKnown, spend } from "@/lib/spend/queries";
import { change, share } from "@/lib/spend/spend";
import type { SpendView } from "@/lib/spend/view";
import { noTokens, tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { savingsModelsTable, savingsTable, savingsTrendTable } from "./savings-tables";
import { columnsOf, countCell, moneyCell, nameCell, namesIn, numberCell, sumsCells, sumsColumns, type Table, type TableQuery } from "./table";

/** The tables beside the charts, each made of the query that the page makes. */
const tables = {
  trend: trendTable,
  ranking: rankingTable,
  causes: causesTable,
  "efficiency-trend": efficiencyTrendTable,
  "efficiency-models": efficiencyModelsTable,
  mix: mixTable,
  opportunities: opportunitiesTable,
  savings: savingsTable,
  "savings-trend": savingsTrendTable,
  "savings-models": savingsModelsTable,
  "price-history": priceHistoryTable,
} as const;
export type TableName = keyof typeof tables;

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(tables, name);
}

/** A table of a view: all of its rows, also those that the page gathers as Other. Throws `range_too_long`, `too_many_rows`. */
export function tableOf(access: Access, name: TableName, asked: TableQuery): Promise<Table> {
  return tables[name](access, asked);
}

/** Each step of time by what the view groups by. */
async function trendTable(access: Access, { view, picked }: TableQuery): Promise<Table> {
  const groupBy = columnsOf(view.groupBy);
  const { rows, total } = await spend(access, { ...picked, period: periodOf(access, view), granularity: view.step, groupBy });
  const lines = rows.map((row) => [nameCell(row.period), ...namesIn(row.dimensions, groupBy), ...sumsCells(row)]);
  return {
    columns: [view.step, ...groupBy, ...sumsColumns],
    lines: [...lines, [{ text: "total" }, ...groupBy.map(() => null), ...sumsCells(total)]],
  };
}

/** Every name, with its share and what it cost in the stretch before. */
async function rankingTable(access: Access, { view, picked, at }: TableQuery): Promise<Table> {
  const groupBy = columnsOf(view.groupBy);
  const now = await spend(access, { ...picked, period: periodOf(access, view), groupBy });
  const comparison = comparisonOf(access, view, at, now.total.dataUntil);
  const before = comparison && (await spend(access, { ...picked, period: comparison.previous, groupBy }));
  const keyOf = (dimensions: Parameters<typeof namesIn>[0]) => JSON.stringify(groupBy.map((dimension) => dimensions[dimension] ?? null));
  const earlier = new Map(before?.rows.map((row) => [keyOf(row.dimensions), row]));
  const current = new Set(now.rows.map(({ dimensions }) => keyOf(dimensions)));
  const line = (sums: Parameters<typeof sumsCells>[0], costBefore: bigint | null) => [
    ...sumsCells(sums),
    numberCell(sums.cost === null ? null : share(sums.cost, now.total.cost ?? 0n)),
    moneyCell(costBefore),
    numberCell(sums.cost === null || costBefore === null ? null : (change(sums.cost, costBefore)?.toString() ?? null)),
  ];
  const gone = (before?.rows ?? []).filter(({ dimensions, cost }) => cost !== null && !current.has(keyOf(dimensions)));
  const unused = { requests: 0n, tokens: noTokens, cost: 0n, unpriced: { requests: 0n, tokens: 0n } };
  return {
    columns: [...groupBy, ...sumsColumns, "cost_percent", "cost_before_usd", "change_percent"],
    lines: [
      ...now.rows.map((row) => [...namesIn(row.dimensions, groupBy), ...line(row, earlier.get(keyOf(row.dimensions))?.cost ?? null)]),
      ...gone.map(({ dimensions, cost }) => [...namesIn(dimensions, groupBy), ...line(unused, cost)]),
      [...groupBy.map((_, place): Cell => (place ? null : { text: "total" })), ...line(now.total, before?.total.cost ?? null)],
    ],
  };
}

/** Why spend changed: the parts of all of it, and of each model, team and project; each kind adds up to the difference. */
async function causesTable(access: Access, { view, picked, at }: TableQuery): Promise<Table> {
  const columns = ["by", "name", "before_usd", ...differenceParts.map((part) => `${part}_usd`), "difference_usd", "now_usd"];
  const { total } = await spend(access, { ...picked, period: periodOf(access, view) });
  const comparison = comparisonOf(access, view, at, total.dataUntil);
  if (!comparison) return { columns, lines: [] };
  const found = await causes(access, { ...picked, before: comparison.previous, now: comparison.current });
  const line = (by: string, name: string | null, parts: DifferenceParts, ends: [Cell, Cell]) => [
    ...[{ text: by }, nameCell(name), ends[0]],
    ...[...differenceParts.map((part) => moneyCell(parts[part])), moneyCell(totalOf(parts)), ends[1]],
  ];
  return {
    columns,
    lines: [
      line("all", null, found.parts, [moneyCell(found.before), moneyCell(found.now)]),
      ...differenceDimensions.flatMap((by) => contributionsBy(found.contributions, by).map(({ name, parts }) => line(by, name, parts, [null, null]))),
    ],
  };
}

const figures = [
  ...["requests", "requests_unknown", "tokens", "cost_usd", "cost_per_request_usd", "users", "cost_per_user_usd", "attributed_percent"],
  ...["cost_per_thousand_output_usd", "price_per_million_usd", "cached_percent", "written_percent", "cache_effect_usd"],
  ...["batch_percent", "batch_saved_usd", "output_percent", "input_per_output"],
];

function figureCells(of: EfficiencyRow | EfficiencyTotal): Cell[] {
  return [
    ...[countCell(of.requests), countCell(of.requestsUnknown), countCell(totalTokens(of.tokens)), moneyCell(of.amounts.cost)],
    ...[moneyCell(of.costPerRequest), of.users && countCell(of.users.count), moneyCell(of.costPerUser), numberCell(of.attributedPercent)],
    ...[moneyCell(of.costPerThousandOutput), moneyCell(of.pricePerMillion), numberCell(of.cachedPercent), numberCell(of.writtenPercent)],
    ...[
      moneyCell(of.cacheEffect),
      numberCell(of.batchPercent),
      moneyCell(of.batchSaved),
      numberCell(of.outputPercent),
      numberCell(of.inputPerOutput),
    ],
  ];
}

async function efficiencyTrendTable(access: Access, { view, picked }: TableQuery): Promise<Table> {
  const { rows, total } = await efficiency(access, { ...picked, period: periodOf(access, view), granularity: view.step });
  const lines = rows.map((row) => [nameCell(row.period), ...figureCells(row)]);
  return { columns: [view.step, ...figures], lines: [...lines, [{ text: "total" }, ...figureCells(total)]] };
}

async function efficiencyModelsTable(access: Access, { view, picked }: TableQuery): Promise<Table> {
  const groupBy = columnsOf("model");
  const { rows, total } = await efficiency(access, { ...picked, period: periodOf(access, view), groupBy });
  const lines = rows.map((row) => [...namesIn(row.dimensions, groupBy), ...figureCells(row)]);
  return { columns: [...groupBy, ...figures], lines: [...lines, [{ text: "total" }, null, ...figureCells(total)]] };
}

/** Tokens and cost by class; with the fees per request they make the cost. */
async function mixTable(access: Access, { view, picked }: TableQuery): Promise<Table> {
  const { total } = await efficiency(access, { ...picked, period: periodOf(access, view), leavesUsersOut: true });
  const { classes, requestFees } = total.mix;
  return {
    columns: ["class", "tokens", "priced_tokens", "cost_usd"],
    lines: [
      ...tokenClasses.map((name) => [
        { text: name },
        countCell(classes[name].tokens),
        countCell(classes[name].priced),
        moneyCell(classes[name].cost),
      ]),
      [{ text: "request_fees" }, null, null, moneyCell(requestFees)],
      [
        { text: "total" },
        countCell(totalTokens(total.tokens)),
        countCell(totalTokens(total.tokens) - total.unpriced.tokens),
        moneyCell(total.amounts.cost),
      ],
    ],
  };
}

async function opportunitiesTable(access: Access, { view, picked }: TableQuery): Promise<Table> {
  const { total } = await efficiency(access, { ...picked, period: periodOf(access, view), leavesUsersOut: true });
  return {
    columns: ["kind", "provider", "model", "tokens", "cost_usd", "saving_usd"],
    lines: total.opportunities.map(({ kind, provider, model, tokens, cost, saving }) => [
      ...[{ text: kind }, nameCell(provider), nameCell(model)],
      ...[countCell(tokens), moneyCell(cost), moneyCell(saving)],
    ]),
  };
}

/** Every price of the one model that is asked for: the list's, and what the workspace pays, in dollars per million tokens. Throws `unknown_model`. */
async function priceHistoryTable(access: Access, { picked }: TableQuery): Promise<Table> {
  const { book, rules } = await pricesKnown(access, picked.asOf);
  const [provider, id] = [picked.filters?.provider?.[0] ?? "", picked.filters?.model?.[0] ?? ""];
  const model = bookModel(book, provider, id);
  if (!model) throw new Refusal("unknown_model", `there is no model ${provider}/${id} in the price book`);
  const prices = (of: ClassPrices | undefined) => tokenClasses.map((name) => numberCell(of ? dollarsPerMillion(of[name]) : null));
  return {
    columns: [
      "from",
      ...["list", "paid"].flatMap((which) => tokenClasses.map((name) => `${which}_${name}_usd_per_million`)),
      "basis",
      "source",
      "rule",
    ],
    lines: priceSteps(book, rules, model).map(({ startsAt, price }) => [
      ...[startsAt === null ? null : { text: isoInstant(startsAt) }, ...prices(price?.list), ...prices(price?.prices)],
      ...[nameCell(price?.basis), nameCell(price?.period?.sources[0]?.url), nameCell(price?.rule && (price.rule.note ?? String(price.rule.id)))],
    ]),
  };
}

function periodOf({ timezone }: Access, { range }: SpendView) {
  return daysPeriod(range.from, range.to, timezone);
}

function comparisonOf({ timezone }: Access, { range, compare }: SpendView, at: Instant, dataUntil: Instant | null) {
  return compare === "none" ? null : fairComparison(range, compare, timezone, at, dataUntil);
}
