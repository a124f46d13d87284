import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { type Decimal, decimalText } from "@/lib/money";
import type { Day } from "@/lib/period";
import { valueId } from "@/lib/usage/known-name";
import { wholeAmount } from "./fixed-charge";
import { fixedChargeJson } from "./json";
import { chargeById, type RecordedCharge } from "./queries";
import type { NewFixedCharge } from "./schema";

type From = { address?: string | undefined };

/** Records a charge. Throws `invalid_input` for a team that no usage counts under. */
export async function recordCharge(access: Access, given: NewFixedCharge, { address }: From = {}): Promise<RecordedCharge> {
  const teamId = await valueId(access, "team", given.team);
  const { price, every, from, to, cost_centre: costCentre, ...rest } = given;
  const line: Line = { ...rest, teamId, costCentre, price, isMonthly: every === "month", startsOn: from, endsOn: to, counters: null };
  return transaction(async (client) => {
    const recorded = await insert(client, access, line);
    await audit(client, access, { action: "fixed_charge.recorded", target: String(recorded.id), after: fixedChargeJson(recorded), address });
    return recorded;
  });
}

/** Gives a line without an end its last day. Throws `not_found`, `rule_not_in_force`, `invalid_input`. */
export async function endCharge(access: Access, id: number, on: Day, { address }: From = {}): Promise<RecordedCharge> {
  return transaction(async (client) => {
    const before = await inForce(client, access, id);
    if (!before.isMonthly || before.endsOn !== null) throw wrong("on", "has_an_end", "this line has an end already; withdraw it, and record it anew");
    if (on < before.startsOn) throw wrong("on", "before_the_start", `the last day cannot lie before the first, ${before.startsOn}`);
    await client.query("update fixed_charge set ends_on = $3, ended_at = $4, ended_by = $5 where workspace_id = $1 and id = $2", [
      ...[access.workspaceId, id, on, new Date(now()), access.actor],
    ]);
    return changed(client, access, before, "fixed_charge.ended", address);
  });
}

/** Takes a line out of force, as if it had never been; it stays in the list. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawCharge(access: Access, id: number, { address }: From = {}): Promise<RecordedCharge> {
  return transaction(async (client) => {
    const before = await inForce(client, access, id);
    await client.query("update fixed_charge set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2", [
      ...[access.workspaceId, id, new Date(now()), access.actor],
    ]);
    return changed(client, access, before, "fixed_charge.withdrawn", address);
  });
}

/**
 * Takes a line back by another, dated on a day: as much as its own price and seats, or an amount of the other sign. Throws `not_found`,
 * `rule_not_in_force`, `invalid_input`.
 */
export async function counterCharge(
  access: Access,
  id: number,
  { on, amount, note }: { on: Day; amount?: Decimal | undefined; note: string | null },
  { address }: From = {},
): Promise<RecordedCharge> {
  return transaction(async (client) => {
    const line = await inForce(client, access, id);
    const whole = wholeAmount(line);
    const price = amount ?? { ...whole, digits: -whole.digits };
    if (price.digits < 0n === whole.digits < 0n)
      throw wrong("amount", "wrong_sign", `what takes ${decimalText(whole)} back has the other sign; leave it out for as much as the line`);
    const counter: Line = { ...line, teamId: line.team?.id ?? 0, price, seats: 1, isMonthly: false, startsOn: on, endsOn: null, note, counters: id };
    const recorded = await insert(client, access, counter);
    await audit(client, access, { action: "fixed_charge.countered", target: String(id), after: fixedChargeJson(recorded), address });
    return recorded;
  });
}

type Line = Omit<RecordedCharge, "id" | "team" | "recordedAt" | "recordedBy" | "endedAt" | "endedBy" | "withdrawnAt" | "withdrawnBy"> & {
  teamId: number;
};

async function insert(client: pg.ClientBase, access: Access, line: Line): Promise<RecordedCharge> {
  const { rows } = await client.query<{ id: number }>(
    `insert into fixed_charge (workspace_id, kind, item, provider, team_id, cost_centre, price, seats, currency, is_monthly, starts_on, ends_on, note,
       counters_id, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning id`,
    [
      ...[access.workspaceId, line.kind, line.item, line.provider, line.teamId, line.costCentre, decimalText(line.price), line.seats, line.currency],
      ...[line.isMonthly, line.startsOn, line.endsOn, line.note, line.counters, new Date(now()), access.actor],
    ],
  );
  return chargeById(access, rows[0]?.id ?? 0, client);
}

async function changed(client: pg.ClientBase, access: Access, before: RecordedCharge, action: string, address: string | undefined) {
  const after = await chargeById(access, before.id, client);
  await audit(client, access, { action, target: String(before.id), before: fixedChargeJson(before), after: fixedChargeJson(after), address });
  return after;
}

/** A line that nobody else changes meanwhile. */
async function inForce(client: pg.ClientBase, access: Access, id: number): Promise<RecordedCharge> {
  await client.query("select from fixed_charge where workspace_id = $1 and id = $2 for update", [access.workspaceId, id]);
  const charge = await chargeById(access, id, client);
  if (charge.withdrawnAt !== null) throw new Refusal("rule_not_in_force", `charge ${id} was withdrawn before`);
  return charge;
}

function wrong(path: string, code: string, detail: string): Refusal {
  return new Refusal("invalid_input", detail, { errors: [{ path, code, detail }] });
}
