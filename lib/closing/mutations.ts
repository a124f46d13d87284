import "server-only";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import type { Access } from "@/lib/access";
import type { ClosedMonth } from "@/lib/adjustments/closed-month";
import { cellDimensions, costOfLines } from "@/lib/adjustments/line";
import { closedMonths, liveLines, type PricedLine } from "@/lib/adjustments/queries";
import { moneyJson } from "@/lib/api/wire";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { monthRateJson } from "@/lib/currency/json";
import { ownConnection } from "@/lib/db";
import { Refusal, type RefusalCode } from "@/lib/errors";
import { dollars } from "@/lib/money";
import { isoInstant, type Month } from "@/lib/period";
import { type MonthReport, readReport } from "@/lib/reports/report";
import { tokenClasses } from "@/lib/usage/tokens";
import { type Acknowledged, type Check, isRefusing, unacknowledged } from "./check";
import { checksOf } from "./checks";
import { writeDocument } from "./document";
import { type ClosedFile, keepFiles, listHash, writeFiles } from "./files";
import { checkJson } from "./json";

type From = { address?: string | undefined };

/**
 * Closes a month: freezes its report, its lines, what it carries of months closed before it, and every file, as the database is in one moment. A month that is
 * closed stays as it is. Throws `month_not_over`, `imports_running`, `warnings_open`.
 */
export function closeMonth(access: Access, month: Month, acknowledged: Acknowledged, { address }: From = {}): Promise<ClosedMonth> {
  return alone(access, async (client) => {
    const closed = await closedMonths(access, client);
    const own = closed.find((each) => each.month === month);
    if (own) return own;
    const { number, version } = await nextNumber(client, access, month);
    const closedAt = now();
    const read = await readReport(client, access, month, { number: String(number), knownAt: closedAt });
    const { report } = read;
    const checks = await checksOf(client, access, report, closed);
    refuse(checks, acknowledged);
    const [lines = []] = await liveLines(client, access, [report.period]);
    const total = tiedOut(report, lines);
    const folder = await mkdtemp(path.join(tmpdir(), "obole-closing-"));
    try {
      const files = await writeFiles(client, access, read, number, folder);
      const made = { number, version, closedAt, total, sha256: listHash(files) };
      await keepMonth(client, access, report, checks, made);
      await keepLines(client, access, number, lines);
      await keepAdjustments(client, access, number, report);
      await keepFiles(client, access, number, files, folder);
      await audit(client, access, { action: "period.closed", target: month, after: closedJson(made, files, checks), address });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return current(access, month, client);
  });
}

/**
 * Opens the latest closed month again: what it was closed with stays readable, and what it carried is carried by whoever closes next. Said again by the same
 * person with the same reason, it is done already. Throws `month_open`, `later_month_closed`.
 */
export function reopenMonth(access: Access, month: Month, reason: string, { address }: From = {}): Promise<void> {
  return alone(access, async (client) => {
    const closed = await closedMonths(access, client);
    const own = closed.find((each) => each.month === month);
    if (!own) {
      if (await isReopenedSo(client, access, month, reason)) return;
      throw new Refusal("month_open", `${month} is not closed`);
    }
    const latest = closed.at(-1)?.month ?? month;
    if (latest !== month) throw new Refusal("later_month_closed", `the latest closed month is reopened first: ${latest}`);
    await client.query("insert into reopened_month (workspace_id, number, reason, reopened_at, reopened_by) values ($1, $2, $3, $4, $5)", [
      ...[access.workspaceId, own.number, reason, new Date(now()), access.actor],
    ]);
    const before = { number: own.number, version: own.version, total: moneyJson(own.total), sha256: own.sha256 };
    await audit(client, access, { action: "period.reopened", target: month, before, after: { reason }, address });
  });
}

/** Among advisory locks: one closing or reopening at a time in a workspace. */
const closing = 7273;

/** Works on one state of the database, which begins when no other closing of the workspace is under way. */
async function alone<T>(access: Access, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await ownConnection();
  try {
    await client.query("select pg_advisory_lock($1, $2)", [closing, access.workspaceId]);
    await client.query("begin isolation level repeatable read");
    const result = await work(client);
    await client.query("commit");
    return result;
  } finally {
    await client.end(); // ends what was not committed, and the lock
  }
}

async function current(access: Access, month: Month, client: pg.ClientBase): Promise<ClosedMonth> {
  const found = (await closedMonths(access, client)).find((each) => each.month === month);
  if (!found) throw new Error(`${month} was closed and is not`);
  return found;
}

async function isReopenedSo(client: pg.ClientBase, { workspaceId, actor }: Access, month: Month, reason: string): Promise<boolean> {
  const { rows } = await client.query<{ reason: string; reopened_by: string }>(
    `select r.reason, r.reopened_by from reopened_month r join closed_month m on m.workspace_id = r.workspace_id and m.number = r.number
     where r.workspace_id = $1 and m.month = $2 order by m.version desc limit 1`,
    [workspaceId, month],
  );
  return rows[0]?.reason === reason && rows[0]?.reopened_by === actor;
}

/** The report number follows the workspace's last one, the version the month's. */
async function nextNumber(client: pg.ClientBase, { workspaceId }: Access, month: Month): Promise<{ number: number; version: number }> {
  const { rows } = await client.query<{ number: number; version: number }>(
    `select 1 + coalesce(max(number), 0) as number, 1 + coalesce(max(version) filter (where month = $2), 0) as version from closed_month where workspace_id = $1`,
    [workspaceId, month],
  );
  return rows[0] ?? { number: 1, version: 1 };
}

function refuse(checks: readonly Check[], acknowledged: Acknowledged): void {
  const refusing = checks.find(isRefusing);
  if (refusing) throw new Refusal(refusing.kind as RefusalCode & Check["kind"], whyOf(refusing));
  const unknown = unacknowledged(checks, acknowledged);
  if (!unknown.length) return;
  throw new Refusal("warnings_open", `the check-list has more to be acknowledged: ${unknown.map(({ kind }) => kind).join(", ")}`, {
    errors: unknown.map(({ kind }) => ({ path: "acknowledge", code: kind, detail: `add ${kind} to acknowledge it` })),
  });
}

function whyOf(check: Check): string {
  if (check.kind === "month_not_over") return `the month ends at ${isoInstant(check.until)}`;
  return "an import is queued or running: wait for it, or cancel it";
}

/** The report total, when the lines make the spend, and spend and adjustments the total: nothing else is closed. */
function tiedOut({ month, spend, adjustments, total }: MonthReport, lines: readonly PricedLine[]): bigint {
  const [summed, carried] = [costOfLines(lines), costOfLines(adjustments)];
  if (summed !== (spend.cost ?? 0n) || summed + carried !== (total ?? 0n))
    throw new Error(`the report of ${month} does not tie out: lines ${summed}, spend ${spend.cost}, adjustments ${carried}, total ${total}`);
  return summed + carried;
}

type Made = { number: number; version: number; closedAt: number; total: bigint; sha256: string };

function closedJson({ number, version, total, sha256 }: Made, files: readonly ClosedFile[], checks: readonly Check[]): Record<string, unknown> {
  return { number, version, total: dollars(total), sha256, files: files.length, acknowledged: checks.map(({ kind }) => kind) };
}

async function keepMonth(client: pg.ClientBase, access: Access, report: MonthReport, checks: readonly Check[], made: Made): Promise<void> {
  const { provider, model, name } = report.savings.baseline;
  const { currency, rate } = report.reporting;
  await client.query(
    `insert into closed_month (workspace_id, number, month, version, closed_at, closed_by, known_at, timezone, starts_at, ends_at, currency, rate, baseline,
       price_book_at, checks, document, spend, total, sha256)
     values ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      ...[access.workspaceId, made.number, report.month, made.version, new Date(made.closedAt), access.actor, report.timezone],
      ...[
        new Date(report.period.from),
        new Date(report.period.to),
        currency,
        rate && JSON.stringify(monthRateJson(rate)),
        JSON.stringify({ provider, model, name }),
      ],
      ...[report.priceBook.recordedAt === null ? null : new Date(report.priceBook.recordedAt), JSON.stringify(checks.map(checkJson))],
      ...[writeDocument(report), report.spend.cost ?? 0n, made.total, made.sha256],
    ],
  );
}

type Columns = readonly (readonly [name: string, type: string, values: readonly unknown[]])[];

const batch = 5000;

/** Adds rows to a table of a closed month, numbered from 1. */
async function append(client: pg.ClientBase, { workspaceId }: Access, table: string, number: number, columns: Columns): Promise<void> {
  const count = columns[0]?.[2].length ?? 0;
  for (let from = 0; from < count; from += batch) {
    const arrays = columns.map(([, type], place) => `$${place + 4}::${type}[]`);
    await client.query(
      `insert into ${table} (workspace_id, number, line, ${columns.map(([name]) => name).join(", ")})
       select $1, $2, $3 + row_number() over (order by place), ${columns.map((_, place) => `v${place}`).join(", ")}
       from unnest(${arrays.join(", ")}) with ordinality as u (${columns.map((_, place) => `v${place}`).join(", ")}, place)`,
      [workspaceId, number, from, ...columns.map(([, , values]) => values.slice(from, from + batch))],
    );
  }
}

function sumColumns(lines: readonly Omit<PricedLine, "prices">[]): Columns {
  return [
    ...cellDimensions.map((name) => [name, "text", lines.map((line) => line[name])] as const),
    ["requests", "numeric", lines.map(({ requests }) => requests)],
    ...tokenClasses.map((name) => [name, "numeric", lines.map(({ tokens }) => tokens[name])] as const),
    ["unpriced_requests", "numeric", lines.map(({ unpriced }) => unpriced.requests)],
    ["unpriced_tokens", "numeric", lines.map(({ unpriced }) => unpriced.tokens)],
    ["cost", "numeric", lines.map(({ cost }) => cost)],
  ];
}

async function keepLines(client: pg.ClientBase, access: Access, number: number, lines: readonly PricedLine[]): Promise<void> {
  const priceText = ({ prices }: PricedLine) =>
    prices && JSON.stringify(prices, (_key, value) => (typeof value === "bigint" ? String(value) : value));
  await append(client, access, "closed_line", number, [...sumColumns(lines), ["prices", "jsonb", lines.map(priceText)]]);
}

async function keepAdjustments(client: pg.ClientBase, access: Access, number: number, { adjustments }: MonthReport): Promise<void> {
  await append(client, access, "closed_adjustment", number, [
    ["of_number", "int4", adjustments.map(({ of }) => of.number)],
    ...sumColumns(adjustments),
  ]);
}
