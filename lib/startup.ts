import "server-only";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { keepAlerting } from "./alerts/delivery";
import { entriesDue, recordDue } from "./by-hand/mutations";
import { pool } from "./db";
import { movingBoundaries } from "./imports/boundaries";
import { keepQuietMonths } from "./imports/months";
import { sweepInterrupted } from "./imports/mutations";
import { sweepSpool } from "./imports/spool";
import { log } from "./log";
import { installReferenceBook } from "./pricing/install";
import { keepSendingReports } from "./report-deliveries/delivery";
import { forgetIdleCallers } from "./request-rate";
import { dropOldEvents, purgeUndone } from "./retention/mutations";
import { loadSample } from "./sample/mutations";
import { accessOfScheduler } from "./scheduler";
import { ensureInitialOwner } from "./setup/mutations";
import { keepDelivering } from "./webhooks/delivery";

type Problem = "starting" | "database_unreachable" | "not_migrated";
type Boot = { id: string; done: boolean };

const retryMs = 1_000;
const sweepMs = 15_000;

// The start-up hook and the routes are bundled apart; the process is what they share.
const held = globalThis as typeof globalThis & { oboleBoot?: Boot };

function boot(): Boot {
  held.oboleBoot ??= { id: crypto.randomUUID(), done: false };
  return held.oboleBoot;
}

/**
 * Brings the database to where requests may be answered (price book, first owner, what a crash left behind), trying again while it is out of reach,
 * keeps sweeping up imports whose process died, records usage written down for days that have come, keeps what quiet months come to, removes events that are
 * kept no longer, tells webhooks and people what is to be told, and sends the reports that are due. Safe in several processes at once.
 */
export function startUp(): void {
  const current = boot();
  const attempt = async () => {
    try {
      await installReferenceBook((client, change) => movingBoundaries(client, "all", change));
      await ensureInitialOwner({ loadSample });
      await sweepInterrupted();
      current.done = true;
    } catch (error) {
      log.error({ err: error }, "start-up work failed; trying again");
      setTimeout(attempt, retryMs);
      return;
    }
    setInterval(sweep, sweepMs).unref();
    keepDelivering();
    keepAlerting();
    keepSendingReports();
  };
  void attempt();
}

/** Whether requests can be answered, and if not, why; `bootId` changes with each start. */
export async function readiness(): Promise<{ bootId: string; problem: Problem | null }> {
  const { id, done } = boot();
  return { bootId: id, problem: (await databaseProblem()) ?? (done ? null : "starting") };
}

async function databaseProblem(): Promise<Problem | null> {
  try {
    const applied = await pool().query<{ name: string }>(
      "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const names = new Set(applied.rows.map((row) => row.name));
    return (await expectedMigrations()).every((name) => names.has(name)) ? null : "not_migrated";
  } catch (error) {
    // 42P01: the table is not there, so nothing has been migrated yet.
    return (error as { code?: string }).code === "42P01" ? "not_migrated" : "database_unreachable";
  }
}

async function expectedMigrations(): Promise<string[]> {
  const entries = await readdir(path.join(process.cwd(), "prisma", "migrations"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function sweep(): Promise<void> {
  try {
    await sweepInterrupted();
    await sweepSpool();
    await forgetIdleCallers();
    await recordWhatIsDue();
    await keepQuietMonths();
    await purgeUndone();
    await dropOldEvents();
  } catch (error) {
    log.warn({ err: error }, "sweep failed");
  }
}

async function recordWhatIsDue(): Promise<void> {
  for (const { workspaceId, timezone, entry } of await entriesDue()) {
    await recordDue(accessOfScheduler({ workspaceId, timezone }), entry);
  }
}
