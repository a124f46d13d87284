import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { bookedPeriod, type ClosedMonth, carrierOf } from "@/lib/adjustments/closed-month";
import { compared, costOfLines } from "@/lib/adjustments/line";
import { bookedLines, closedLines, closedMonths, liveLines, toClosedMonth } from "@/lib/adjustments/queries";
import { snapshot } from "@/lib/db";
import type { Month } from "@/lib/period";
import { type MonthReport, type ReportOptions, readReport } from "@/lib/reports/report";
import { monthsWithUsage } from "@/lib/spend/span";
import { checksOf } from "./checks";
import { readDocument } from "./document";
import { filesOf } from "./files";
import type { ClosedDifference, MonthClosing, MonthStatus, Version } from "./month";

/** Every month with usage or closed, the latest first. */
export function monthStatuses(access: Access): Promise<MonthStatus[]> {
  return snapshot(async (client) => {
    const closed = await closedMonths(access, client);
    const months = new Set([...(await monthsWithUsage(access, client)), ...closed.map(({ month }) => month)]);
    return [...months]
      .sort()
      .reverse()
      .map((month) => statusOf(access, month, closed));
  });
}

/**
 * A month with its check-list while it is open, what has changed since when it is closed, and every version there was. Who sees some teams only is told what
 * has changed in these: lists and versions are of all.
 */
export function monthClosing(access: Access, month: Month): Promise<MonthClosing> {
  return snapshot(async (client) => {
    const closed = await closedMonths(access, client);
    const isChecked = access.teams === "all" && !closed.some((each) => each.month === month);
    return closingOf(client, access, month, closed, isChecked ? await reportOf(client, access, month, closed) : null);
  });
}

/**
 * The report of a month as it stands: a closed one as it was closed, an open one as it is now. Who sees some teams only is told what these cost now, since
 * what was closed is of all.
 */
export function standingReport(access: Access, month: Month, options: Pick<ReportOptions, "groupBy"> = {}): Promise<MonthReport> {
  return snapshot(async (client) => reportOf(client, access, month, await closedMonths(access, client), options));
}

/** The report number that a month is closed with; null: it is open. */
export async function standingNumber(access: Access, month: Month): Promise<number | null> {
  return (await closedMonths(access)).find((each) => each.month === month)?.number ?? null;
}

/** Both, read of the same state of the data, and once. */
export function standingMonth(access: Access, month: Month): Promise<{ of: MonthClosing; report: MonthReport }> {
  return snapshot(async (client) => {
    const closed = await closedMonths(access, client);
    const report = await reportOf(client, access, month, closed);
    return { of: await closingOf(client, access, month, closed, report), report };
  });
}

/** `report`: of an open month, what its check-list is about. */
async function closingOf(
  client: pg.ClientBase,
  access: Access,
  month: Month,
  closed: readonly ClosedMonth[],
  report: MonthReport | null,
): Promise<MonthClosing> {
  const status = statusOf(access, month, closed);
  const difference = status.closed && (await differenceOf(client, access, status.closed, closed));
  if (access.teams !== "all") return { ...status, checks: [], difference, versions: [], latestClosed: null };
  const checks = status.closed || !report ? [] : await checksOf(client, access, report, closed);
  return { ...status, checks, difference, versions: await versionsOf(client, access, month), latestClosed: closed.at(-1)?.month ?? null };
}

async function reportOf(
  client: pg.ClientBase,
  access: Access,
  month: Month,
  closed: readonly ClosedMonth[],
  options: Pick<ReportOptions, "groupBy"> = {},
): Promise<MonthReport> {
  const own = closed.find((each) => each.month === month);
  if (!own || access.teams !== "all") return (await readReport(client, access, month, options)).report;
  const { rows } = await client.query("select document from closed_month where workspace_id = $1 and number = $2", [access.workspaceId, own.number]);
  return readDocument(rows[0]?.document);
}

function statusOf(access: Access, month: Month, closed: readonly ClosedMonth[]): MonthStatus {
  return { month, period: bookedPeriod(month, access.timezone, closed), closed: closed.find((each) => each.month === month) ?? null };
}

async function differenceOf(client: pg.ClientBase, access: Access, own: ClosedMonth, all: readonly ClosedMonth[]): Promise<ClosedDifference> {
  const then = await closedLines(client, access, own.number);
  const [live = []] = await liveLines(client, access, [own.period]);
  const booked = costOfLines(await bookedLines(client, access, own.number));
  const closed = costOfLines(then);
  return { closed, now: costOfLines(live), carried: booked - closed, carrier: carrierOf(own.month, all), lines: compared(then, live) };
}

async function versionsOf(client: pg.ClientBase, access: Access, month: Month): Promise<Version[]> {
  const { rows } = await client.query(
    `select m.*, m.spend::text, m.total::text, r.reason, r.reopened_at, r.reopened_by from closed_month m
     left join reopened_month r on r.workspace_id = m.workspace_id and r.number = m.number
     where m.workspace_id = $1 and m.month = $2 order by m.version desc`,
    [access.workspaceId, month],
  );
  const versions: Version[] = [];
  for (const row of rows) {
    versions.push({
      closed: toClosedMonth(row, access),
      checks: row.checks,
      reopened: row.reason === null ? null : { at: row.reopened_at.getTime(), by: row.reopened_by, reason: row.reason },
      files: await filesOf(access, row.number, client),
    });
  }
  return versions;
}
