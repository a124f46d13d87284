import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { bookedPeriod } from "@/lib/adjustments/closed-month";
import { cellDimensions, costOfLines } from "@/lib/adjustments/line";
import { type Adjustment, adjustments, closedMonths } from "@/lib/adjustments/queries";
import { now } from "@/lib/clock";
import { snapshot } from "@/lib/db";
import type { Pico } from "@/lib/money";
import { type Day, dayOf, daysOfMonth, type Instant, type Month, type Period, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import { costOf } from "@/lib/pricing/price";
import { type RecordedRule, recordedRules } from "@/lib/pricing/queries";
import { type Savings, savings } from "@/lib/savings/queries";
import type { Dimension } from "@/lib/spend/dimension";
import { pricesKnown, type SpendReading, spendReading } from "@/lib/spend/queries";
import type { SpendTotal } from "@/lib/spend/spend";
import { financeOf, type Reporting } from "./finance";
import { allLines, type ReportLine } from "./lines";
import type { Section, Value } from "./section";
import { differenceColumns, differenceValues, nameColumn, usageColumns, usageTotal, usageValues } from "./usage-columns";

export type ReportOptions = {
  /** What the detail is grouped by, in this order. */
  groupBy?: readonly Dimension[];
  /** The number a closed month's report has; an open one has none. */
  number?: string | null;
  /** The instant it is told as of: prices, rules and baselines as they were recorded until then. By default now. */
  knownAt?: Instant;
};

/** What a report is of, and what it rests on. */
export type ReportIdentity = {
  workspace: { name: string; slug: string };
  month: Month;
  period: Period;
  timezone: Zone;
  currency: "USD";
  /** null: the month is open. */
  number: string | null;
  knownAt: Instant;
  /** Names of the teams it is limited to, by who asked; null: all of the workspace. */
  teams: readonly string[] | null;
  groupBy: readonly Dimension[];
  /** Whether somebody asked for this grouping: paper has the detail only then. */
  isGroupingAsked: boolean;
};

/** What the report total is made of, one amount after the other. `kind` names its words (`reports.addends`). */
export type Addend =
  | { kind: "spend"; amount: Pico }
  /** What has changed in a month since it was closed under this number, and no closed month carries yet. */
  | { kind: "adjustment"; month: Month; number: string; amount: Pico };

/** A rule that priced usage of the month, with what that cost, and what the models it names are called; null: none of the price book. */
export type AppliedRule = RecordedRule & { cost: Pico; modelName: string | null };

/** What a month comes to: all that a file of its lines says besides them. */
export type ReportTotals = ReportIdentity & {
  /** The month's spend, with its basis, coverage and unpriced usage: what the spend page and the API answer. */
  spend: SpendTotal;
  addends: readonly Addend[];
  /** The lines of the adjustments among the addends. */
  adjustments: readonly Adjustment[];
  /** The sum of the addends; null: nothing in it has a price. */
  total: Pico | null;
};

/** The finance report of a month, as data. Everything in it was read in one state of the database. */
export type MonthReport = ReportTotals & {
  savings: Pick<Savings, "total" | "baseline" | "baselines">;
  /** When the latest price in force for this report was recorded; null: all of them came with the first book. */
  priceBook: { recordedAt: Instant | null };
  rules: readonly AppliedRule[];
  /** Days of the month, up to the latest usage or the present, on which nothing was used. */
  emptyDays: readonly Day[];
  /** The currency it is told in beside dollars: the section `currency` has the amounts. */
  reporting: Reporting;
  sections: readonly Section[];
};

/** A report, with what its lines are read from. */
export type ReadReport<Report = MonthReport> = { report: Report; reading: SpendReading };

/** What the month cost by default: each line a user's use of a model. */
export const usualGrouping = ["provider", "model", "team", "project", "user"] as const satisfies readonly Dimension[];

/** The report of a month. Throws `not_found` for a workspace that is gone. */
export function monthReport(access: Access, month: Month, options: ReportOptions = {}): Promise<MonthReport> {
  return snapshot(async (client) => (await readReport(client, access, month, options)).report);
}

/** The same within someone's transaction, with what its lines are read from. */
export async function readReport(client: pg.ClientBase, access: Access, month: Month, options: ReportOptions): Promise<ReadReport> {
  const { report: totals, reading } = await readTotals(client, access, month, options);
  const { knownAt } = options;
  const { period, spend: spent, adjustments: carried } = totals;
  const saved = await savings(access, { period, ...(knownAt !== undefined && { asOf: knownAt }) }, client);
  const finance = await financeOf(client, access, month, totals.addends.map(amountOfLine), knownAt);
  const sections = [...(await sectionsOf(client, access, reading)), ...(carried.length ? [adjustmentSection(carried)] : []), ...finance.sections];
  const report: MonthReport = {
    ...totals,
    savings: { total: saved.total, baseline: saved.baseline, baselines: saved.baselines },
    priceBook: { recordedAt: latestRecorded(reading.prices.book) },
    rules: appliedRules(reading, await recordedRules(access.workspaceId, { client })),
    emptyDays: emptyDays(month, access.timezone, sections, totals.knownAt, spent.dataUntil),
    ...{ reporting: finance.reporting, sections },
  };
  return { report, reading };
}

/** What a month comes to, without its sections: each of those reads all of its usage once more. */
export async function readTotals(
  client: pg.ClientBase,
  access: Access,
  month: Month,
  { groupBy, number = null, knownAt }: ReportOptions,
): Promise<ReadReport<ReportTotals>> {
  const period = bookedPeriod(month, access.timezone, await closedMonths(access, client));
  const prices = await pricesKnown(access, knownAt, client);
  const reading = await spendReading(client, access, { period, ...(knownAt !== undefined && { asOf: knownAt }) }, prices);
  const spent = reading.total;
  const carried = await adjustments(access, month, client);
  const addends: Addend[] = [{ kind: "spend", amount: spent.cost ?? 0n }, ...adjustmentAddends(carried)];
  const report: ReportTotals = {
    ...(await identityOf(client, access)),
    ...{ month, period, timezone: access.timezone, currency: "USD", number, knownAt: knownAt ?? now() },
    ...{ groupBy: groupBy ?? usualGrouping, isGroupingAsked: groupBy !== undefined },
    ...{ spend: spent, addends, adjustments: carried },
    total: spent.cost === null && !carried.length ? null : addends.reduce((sum, { amount }) => sum + amount, 0n),
  };
  return { report, reading };
}

function amountOfLine(addend: Addend): { line: string; amount: Pico } {
  return { line: addend.kind === "spend" ? "spend" : `adjustment ${addend.month}`, amount: addend.amount };
}

async function identityOf(client: pg.ClientBase, { workspaceId, teams }: Access): Promise<Pick<ReportIdentity, "workspace" | "teams">> {
  const { rows } = await client.query<{ name: string; slug: string }>("select name, slug from workspace where id = $1", [workspaceId]);
  if (!rows[0]) throw new Error(`workspace ${workspaceId} is gone`);
  if (teams === "all") return { workspace: rows[0], teams: null };
  const named = await client.query<{ name: string }>(
    "select name from dimension_value where workspace_id = $1 and id = any($2::int4[]) order by name",
    [workspaceId, teams],
  );
  return { workspace: rows[0], teams: named.rows.map(({ name }) => name) };
}

/** By day, by each of what a month is usually asked for, and by the file it comes from, which only who sees all may know. */
async function sectionsOf(client: pg.ClientBase, access: Access, reading: SpendReading): Promise<Section[]> {
  const lines = (groupBy: readonly Dimension[], granularity?: "day") =>
    allLines(client, access, reading, { groupBy, ...(granularity && { granularity }) });
  const named = async (name: "team" | "project" | "provider" | "model"): Promise<Section> => {
    const groupBy: readonly Dimension[] = name === "model" ? ["provider", "model"] : [name];
    const rows = (await lines(groupBy)).map((line) => [...groupBy.map((dimension) => line.dimensions[dimension] ?? null), ...usageValues(line)]);
    return { name, columns: [...groupBy.map(nameColumn), ...usageColumns], rows, total: usageTotal(groupBy.length, reading.total) };
  };
  const days = (await lines([], "day")).map((line): Value[] => [line.period, ...usageValues(line)]);
  return [
    { name: "day", columns: [nameColumn("day"), ...usageColumns], rows: days, total: usageTotal(1, reading.total) },
    await named("team"),
    await named("project"),
    await named("provider"),
    await named("model"),
    ...(access.teams === "all" ? [await importSection(client, access, await lines(["import"]), reading.total)] : []),
  ];
}

/** The files that the month rests on, with their hashes; what was recorded over the API has none. */
async function importSection(client: pg.ClientBase, { workspaceId }: Access, lines: readonly ReportLine[], total: SpendTotal): Promise<Section> {
  const { rows } = await client.query<{ id: string; filename: string; sha256: string | null; source: string | null }>(
    "select id::text, filename, sha256, source from import where workspace_id = $1 and id = any($2::int4[])",
    [workspaceId, lines.map(({ dimensions }) => dimensions.import)],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  const columns = (["import_id", "file", "sha256", "source"] as const).map(nameColumn);
  return {
    name: "import",
    columns: [...columns, ...usageColumns],
    rows: lines.map((line) => {
      const id = line.dimensions.import ?? "";
      const of = known.get(id);
      return [id, of?.filename ?? null, of?.sha256 ?? null, of?.source ?? null, ...usageValues(line)];
    }),
    total: usageTotal(columns.length, total),
  };
}

function adjustmentAddends(carried: readonly Adjustment[]): Addend[] {
  const numbers = [...new Set(carried.map(({ of }) => of.number))];
  return numbers.flatMap((number) => {
    const lines = carried.filter(({ of }) => of.number === number);
    const month = lines[0]?.of.month ?? "";
    return [{ kind: "adjustment" as const, month, number: String(number), amount: costOfLines(lines) }];
  });
}

/** What closed months changed by, line by line. */
function adjustmentSection(carried: readonly Adjustment[]): Section {
  const columns = [...(["month", "report", ...cellDimensions] as const).map(nameColumn), ...differenceColumns];
  const rows = carried.map((line) => [line.of.month, String(line.of.number), ...cellDimensions.map((name) => line[name]), ...differenceValues(line)]);
  const names = columns.length - differenceColumns.length;
  const sums = differenceColumns.map((_, place) => rows.reduce((sum, row) => sum + ((row[names + place] as bigint | null) ?? 0n), 0n));
  return { name: "adjustment", columns, rows, total: [...Array.from({ length: names }, () => null), ...sums] };
}

/** The rules and aliases that picked a price of the month, by what they priced. */
function appliedRules({ usage, prices }: SpendReading, recorded: readonly RecordedRule[]): AppliedRule[] {
  const costs = new Map<number, Pico>();
  for (const { price, tokens, requests } of usage) {
    for (const rule of price ? [price.rule, price.alias] : []) {
      if (rule && price) costs.set(rule.id, (costs.get(rule.id) ?? 0n) + costOf(tokens, requests, price.prices));
    }
  }
  return recorded.flatMap((of) => {
    const cost = costs.get(of.rule.id);
    const { provider, model } = of.rule.kind === "alias" ? of.rule.target : of.rule;
    return cost === undefined ? [] : [{ ...of, cost, modelName: bookModel(prices.book, provider ?? "", model ?? "")?.name ?? null }];
  });
}

function latestRecorded({ models }: Book): Instant | null {
  const recorded = models.flatMap(({ periods }) => periods.map(({ recordedAt }) => recordedAt ?? 0));
  return recorded.reduce((latest, at) => Math.max(latest, at), 0) || null;
}

function emptyDays(month: Month, zone: Zone, sections: readonly Section[], at: Instant, dataUntil: Instant | null): Day[] {
  const used = new Set(sections.find(({ name }) => name === "day")?.rows.map(([day]) => day));
  const today = dayOf(Math.max(at, dataUntil ?? at), zone);
  return daysOfMonth(month).filter((day) => day <= today && !used.has(day));
}
