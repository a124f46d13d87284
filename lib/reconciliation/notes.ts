import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { decimalText, parseDecimal } from "@/lib/money";
import type { Instant, Month } from "@/lib/period";
import type { Tolerance } from "./compare";
import type { NewNote, NewTolerance } from "./schema";
import { attoOf } from "./theirs";

/** What was said last of a line of a month; `model` empty: of all of the provider. `difference`: dollars as canonical text, as it was then. */
export type DifferenceNote = {
  provider: string;
  model: string;
  difference: string;
  isSignedOff: boolean;
  note: string;
  recordedAt: Instant;
  recordedBy: string;
};

type From = { address?: string | undefined };

/** The latest note of each line of a month. */
export async function notesOf(client: pg.ClientBase, access: Access, month: Month): Promise<DifferenceNote[]> {
  const { rows } = await client.query<Omit<DifferenceNote, "recordedAt"> & { recordedAt: Date }>(
    `select distinct on (provider, model) provider, model, trim_scale(difference)::text as difference, is_signed_off as "isSignedOff", note,
       recorded_at as "recordedAt", recorded_by as "recordedBy"
     from difference_note where workspace_id = $1 and month = $2 order by provider, model, id desc`,
    [access.workspaceId, month],
  );
  return rows.map(({ recordedAt, difference, ...row }) => ({
    ...row,
    difference: decimalText(parseDecimal(difference)),
    recordedAt: recordedAt.getTime(),
  }));
}

/** Says something of a line's difference, and signs it off at this amount or opens it again. */
export async function noteDifference(access: Access, given: NewNote, { address }: From = {}): Promise<void> {
  const { month, provider, model, difference, signed_off: isSignedOff, note } = given;
  await transaction(async (client) => {
    await client.query(
      `insert into difference_note (workspace_id, month, provider, model, difference, is_signed_off, note, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [access.workspaceId, month, provider, model, difference, isSignedOff, note, new Date(now()), access.actor],
    );
    const action = isSignedOff ? "difference.signed_off" : "difference.noted";
    await audit(client, access, { action, target: `${month} ${provider}/${model}`, after: { difference, note }, address });
  });
}

/** One cent, and no share, unless the workspace says otherwise. */
export const usualTolerance = { amount: "0.01", percent: "0" };

export async function toleranceOf(client: pg.ClientBase, access: Access): Promise<Tolerance> {
  const { rows } = await client.query<{ amount: string; percent: string }>(
    "select amount::text, percent::text from reconciliation_tolerance where workspace_id = $1",
    [access.workspaceId],
  );
  const { amount, percent } = rows[0] ?? usualTolerance;
  const { digits, scale } = parseDecimal(percent);
  return { amount: attoOf(amount), percent: digits * 10n ** BigInt(2 - Math.min(scale, 2)) };
}

/** How far the two sides may be apart and still match, from now on. */
export async function setTolerance(access: Access, { amount, percent }: NewTolerance, { address }: From = {}): Promise<void> {
  await transaction(async (client) => {
    await client.query(
      `insert into reconciliation_tolerance (workspace_id, amount, percent, recorded_at, recorded_by) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id) do update set amount = excluded.amount, percent = excluded.percent, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by`,
      [access.workspaceId, amount, percent, new Date(now()), access.actor],
    );
    await audit(client, access, { action: "reconciliation.tolerance_set", after: { amount, percent }, address });
  });
}
