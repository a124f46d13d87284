import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { pool, transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { addDays, type Day, dayOf } from "@/lib/period";
import { committed } from "@/lib/recording/commits";
import { canonicalReader } from "@/lib/usage/canonical";
import { parseCount } from "@/lib/usage/count";
import { identityOfRequest } from "@/lib/usage/identity";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";
import { type Cadence, daysDue, nextDay } from "./occurrences";
import { type Cells, cellNames, type NewEntry } from "./schema";

const source = "by hand";
/** People write thousands with commas, never a decimal. */
const delimiter = ",";

/** An entry as it is stored, with what recording it needs. */
type Entry = Cadence & { id: number; cells: Cells; note: string; next: Day };

/**
 * Writes usage down and records what of it is due: the past at once, what is to come when its day comes. Throws `invalid_input` that names the field;
 * nothing is written then.
 */
export async function writeDown(access: Access, { cadence, day, until, note, ...given }: NewEntry): Promise<void> {
  const of: Cadence = { isMonthly: cadence === "monthly", firstDay: day, lastDay: cadence === "monthly" ? until : null };
  const cells = Object.fromEntries(cellNames.map((name) => [name, given[name]])) as Cells;
  const row = rowOf(access, cells, day, "");
  if (typeof row === "string") throw refused(row, cells);
  const id = await transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `insert into usage_entry (workspace_id, cells, note, is_monthly, first_day, last_day, next_day, created_by)
       values ($1, $2, $3, $4, $5, $6, $5, $7) returning id`,
      [access.workspaceId, cells, note, of.isMonthly, of.firstDay, of.lastDay, access.actor],
    );
    const stored = rows[0]?.id ?? 0;
    await audit(client, access, { action: "usage_entry.written", target: String(stored), after: { ...cells, note, cadence, day, until } });
    return stored;
  });
  try {
    await recordDue(access, { ...of, id, cells, note, next: day });
  } catch (error) {
    // It is written down; while the database is held up, it waits to be recorded with what falls due.
    if (!(error instanceof Refusal && error.code === "busy")) throw error;
  }
}

/** Ends a monthly entry: no further month is recorded; what it has added stays. Throws `not_found`. */
export async function stopEntry(access: Access, id: number): Promise<void> {
  await transaction(async (client) => {
    const { rowCount } = await client.query(
      "update usage_entry set next_day = null, stopped_at = $3 where workspace_id = $1 and id = $2 and next_day is not null and is_monthly",
      [access.workspaceId, id, new Date(now())],
    );
    if (!rowCount) throw new Refusal("not_found", "there is no such entry, or it has ended");
    await audit(client, access, { action: "usage_entry.stopped", target: String(id) });
  });
}

/** The entries of all workspaces of which something may be due by now, wherever their day has begun; each with its workspace and zone. */
export async function entriesDue(): Promise<{ workspaceId: number; timezone: string; entry: Entry }[]> {
  const { rows } = await pool().query(
    `select e.workspace_id, w.timezone, ${entryColumns} from usage_entry e join workspace w on w.id = e.workspace_id
     where e.next_day <= ($1::timestamptz at time zone w.timezone)::date order by e.workspace_id, e.id limit 500`,
    [new Date(now())],
  );
  return rows.map(({ workspace_id, timezone, ...entry }) => ({ workspaceId: workspace_id, timezone, entry }));
}

const entryColumns = `e.id, e.cells, e.note, e.is_monthly as "isMonthly", to_char(e.first_day, 'YYYY-MM-DD') as "firstDay",
  to_char(e.last_day, 'YYYY-MM-DD') as "lastDay", to_char(e.next_day, 'YYYY-MM-DD') as next`;

/** Records what of an entry is due today. Done twice, or by two processes at once, it adds nothing the second time. */
export async function recordDue(access: Access, entry: Entry): Promise<void> {
  const today = dayOf(now(), access.timezone);
  const rows = daysDue(entry, entry.next, today).flatMap((day) => {
    const requestId = `by-hand:${access.workspaceId}:${entry.id}:${day}`;
    const row = rowOf(access, entry.cells, day, requestId);
    return typeof row === "string" ? [] : [{ row, identity: identityOfRequest(requestId), source }];
  });
  const filename = entry.note || entry.cells.model;
  if (rows.length) await committed(access, rows, { key: `by-hand ${entry.id}`, kind: "by_hand", filename });
  const after = entry.next > today ? entry.next : addDays(today, 1);
  await pool().query("update usage_entry set next_day = $3 where workspace_id = $1 and id = $2 and next_day = $4", [
    ...[access.workspaceId, entry.id],
    ...[nextDay(entry, after), entry.next],
  ]);
}

/** What is written down stands for a total; without a number of requests, theirs is unknown. It counts from the beginning of its local day. */
function rowOf(access: Access, cells: Cells, day: Day, requestId: string): UsageRow | RejectionCode {
  const read = canonicalReader({ zone: access.timezone, delimiter, rowIs: "total" });
  const given: Record<string, string> = { ...cells, timestamp: day, request_id: requestId };
  return read((column) => given[column] ?? "");
}

const counts = ["input_tokens", "output_tokens", "cached_input_tokens", "requests"] as const;

/** Which field a refused row is to be mended in, and how: what is missing, the first count that is none, the day, else where the counts do not go together. */
function placeOf(code: RejectionCode, cells: Cells): [path: string, error: string] {
  const missing = (["model", "input_tokens", "output_tokens"] as const).find((name) => cells[name] === "");
  if (missing) return [missing, "required"];
  const wrong = counts.find((name) => typeof parseCount(cells[name], delimiter) === "string");
  if (wrong) return [wrong, "not_a_count"];
  return code === "timestamp_out_of_range" ? ["day", "not_a_date"] : ["cached_input_tokens", "more_than_input"];
}

function refused(code: RejectionCode, cells: Cells): Refusal {
  const [path, error] = placeOf(code, cells);
  return new Refusal("invalid_input", `the usage is refused: ${code.replaceAll("_", " ")}`, { errors: [{ path, code: error, detail: code }] });
}
