import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import type { ClosedMonth } from "@/lib/adjustments/closed-month";
import { now } from "@/lib/clock";
import type { Pico } from "@/lib/money";
import type { Period } from "@/lib/period";
import { rawName } from "@/lib/pricing/match";
import { priceBook } from "@/lib/pricing/queries";
import { invoicesOf } from "@/lib/reconciliation/invoices";
import { openDifferencesOf } from "@/lib/reconciliation/queries";
import { middleOfCharge } from "@/lib/reconciliation/theirs";
import type { MonthReport } from "@/lib/reports/report";
import { monthsWithUsage } from "@/lib/spend/span";
import type { Check } from "./check";

/** The check-list of a month that is to be closed: what is not as it should be. */
export async function checksOf(client: pg.ClientBase, access: Access, report: MonthReport, closed: readonly ClosedMonth[]): Promise<Check[]> {
  const { period, spend, emptyDays } = report;
  const imports = await runningImports(client, access);
  const open = (await monthsWithUsage(access, client)).filter((month) => month < report.month && !closed.some((each) => each.month === month));
  const missing = await withoutInvoice(client, access, report);
  const differences = await openDifferencesOf(client, access, report.month);
  return [
    ...(now() < period.to ? [{ kind: "month_not_over" as const, until: period.to }] : []),
    ...(imports > 0 ? [{ kind: "imports_running" as const, imports }] : []),
    ...(open.length ? [{ kind: "earlier_open" as const, months: open }] : []),
    ...(spend.unpriced.tokens > 0n || spend.unpriced.requests > 0n
      ? [{ kind: "unpriced" as const, tokens: spend.unpriced.tokens, models: spend.unpricedModels.map(({ name }) => name) }]
      : []),
    ...(emptyDays.length ? [{ kind: "empty_days" as const, days: emptyDays }] : []),
    ...(missing.length ? [{ kind: "invoices_missing" as const, providers: missing }] : []),
    ...(differences.length
      ? [{ kind: "differences_open" as const, lines: differences.map(({ provider, name, difference }) => ({ provider, name, difference })) }]
      : []),
  ];
}

async function runningImports(client: pg.ClientBase, { workspaceId }: Access): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int as count from import where workspace_id = $1 and status in ('queued', 'running')",
    [workspaceId],
  );
  return rows[0]?.count ?? 0;
}

async function withoutInvoice(
  client: pg.ClientBase,
  access: Access,
  { sections, period, month }: MonthReport,
): Promise<{ provider: string; cost: Pico }[]> {
  const exported = await invoicedProviders(client, access, period);
  const invoiced = new Set([...exported, ...(await invoicesOf(client, access, month)).map(({ provider }) => provider)]);
  const section = sections.find(({ name }) => name === "provider");
  const cost = section?.columns.findIndex(({ key }) => key === "cost_usd") ?? -1;
  return (section?.rows ?? []).flatMap((row) => {
    const [provider, amount] = [row[0], row[cost]];
    return typeof provider === "string" && typeof amount === "bigint" && amount > 0n && !invoiced.has(provider) ? [{ provider, cost: amount }] : [];
  });
}

/** The providers that an invoice or cost export of the period (the middle of each line lies in it) names, as the price book calls them. */
async function invoicedProviders(client: pg.ClientBase, { workspaceId }: Access, { from, to }: Period): Promise<Set<string>> {
  const { rows } = await client.query<{ provider: string }>(
    `select distinct c.provider from charge c join import i on i.workspace_id = c.workspace_id and i.id = c.import_id and i.status = 'done'
     where c.workspace_id = $1 and not c.superseded and ${middleOfCharge} >= $2 and ${middleOfCharge} < $3`,
    [workspaceId, new Date(from), new Date(to)],
  );
  const book = await priceBook({ client });
  return new Set(rows.map(({ provider }) => rawName(book, provider, "").provider));
}
