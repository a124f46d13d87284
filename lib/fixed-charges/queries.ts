import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { parseDecimal } from "@/lib/money";
import { type Instant, type Month, monthPeriod } from "@/lib/period";
import { amountIn, type FixedCharge, type MonthAmount } from "./fixed-charge";

type Database = pg.ClientBase | pg.Pool;

/** A charge with its place in history. */
export type RecordedCharge = FixedCharge & {
  recordedAt: Instant;
  recordedBy: string;
  endedAt: Instant | null;
  endedBy: string | null;
  withdrawnAt: Instant | null;
  withdrawnBy: string | null;
};

/** A charge with what it comes to in a month. */
export type DueCharge = RecordedCharge & MonthAmount;

/** Every charge that there ever was, the latest recorded first. Who may see only some teams sees those of their teams. */
export async function fixedCharges(access: Access, within: Database = pool()): Promise<RecordedCharge[]> {
  const { rows } = await within.query(
    `select c.*, c.price::text, c.starts_on::text, c.ends_on::text, d.name as team_name from fixed_charge c
       left join dimension_value d on d.workspace_id = c.workspace_id and d.id = c.team_id
     where c.workspace_id = $1 and ($2::int4[] is null or c.team_id = any($2::int4[])) order by c.id desc`,
    [access.workspaceId, access.teams === "all" ? null : [...access.teams]],
  );
  return rows.map(toCharge);
}

/** One charge. Throws `not_found`. */
export async function chargeById(access: Access, id: number, within?: Database): Promise<RecordedCharge> {
  const charge = (await fixedCharges(access, within)).find((each) => each.id === id);
  if (!charge) throw new Refusal("not_found", `there is no fixed charge ${id}`);
  return charge;
}

/** What is due in a month, oldest line first; as it was known at `asOf`. */
export async function dueIn(access: Access, month: Month, { asOf, within }: { asOf?: Instant; within?: Database } = {}): Promise<DueCharge[]> {
  const charges = (await fixedCharges(access, within)).flatMap((charge) => knownAt(charge, asOf) ?? []);
  return charges.toReversed().flatMap((charge) => {
    const due = amountIn(charge, month);
    return due ? [{ ...charge, ...due }] : [];
  });
}

/** A charge in force, as it was known then; null: it was not yet, or no longer. */
function knownAt(charge: RecordedCharge, asOf: Instant = Number.POSITIVE_INFINITY): RecordedCharge | null {
  const { recordedAt, withdrawnAt, endedAt } = charge;
  if (recordedAt > asOf || (withdrawnAt !== null && withdrawnAt <= asOf)) return null;
  return endedAt !== null && endedAt > asOf ? { ...charge, endsOn: null } : charge;
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table as the driver gives it; this function is what types it
function toCharge(row: any): RecordedCharge {
  return {
    id: row.id,
    kind: row.kind,
    item: row.item,
    provider: row.provider,
    team: row.team_name === null ? null : { id: row.team_id, name: row.team_name },
    costCentre: row.cost_centre,
    price: parseDecimal(row.price),
    seats: row.seats,
    currency: row.currency,
    isMonthly: row.is_monthly,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    note: row.note,
    counters: row.counters_id,
    recordedAt: row.recorded_at.getTime(),
    recordedBy: row.recorded_by,
    endedAt: row.ended_at?.getTime() ?? null,
    endedBy: row.ended_by,
    withdrawnAt: row.withdrawn_at?.getTime() ?? null,
    withdrawnBy: row.withdrawn_by,
  };
}

/** What files say was charged: the other side of reconciliation, never spend. Exact decimals; null: counted without a price. */
export type ImportedCharge = {
  provider: string;
  item: string;
  currency: string | null;
  amount: string | null;
  credits: string | null;
  rows: number;
  imports: number[];
};

/** The charges that files have for a month, by provider and item, the largest first; `isCut`: there are more. */
export async function importedCharges(access: Access, month: Month, limit = 50): Promise<{ lines: ImportedCharge[]; isCut: boolean }> {
  const { from, to } = monthPeriod(month, access.timezone);
  const { rows } = await pool().query<Omit<ImportedCharge, "rows"> & { rows: string }>(
    `select c.provider, coalesce(nullif(c.item, ''), c.model) as item, c.currency, trim_scale(sum(c.amount))::text as amount,
       trim_scale(sum(c.credits))::text as credits, count(*) as rows, array_agg(distinct c.import_id) as imports
     from charge c join import i on i.workspace_id = c.workspace_id and i.id = c.import_id and i.status = 'done' and not c.superseded
     where c.workspace_id = $1 and c.starts_at >= $2 and c.starts_at < $3 and ($4::int4[] is null or c.team_id = any($4::int4[]))
     group by 1, 2, 3 order by sum(c.amount) desc nulls last, 1, 2 limit $5`,
    [access.workspaceId, new Date(from), new Date(to), access.teams === "all" ? null : [...access.teams], limit + 1],
  );
  return { lines: rows.slice(0, limit).map((row) => ({ ...row, rows: Number(row.rows) })), isCut: rows.length > limit };
}
