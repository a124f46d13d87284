import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { decimalText } from "@/lib/money";
import { chargebackRuleJson, spreadRuleJson } from "./json";
import { understood } from "./names";
import { chargebackHistory, type RecordedRule, type RecordedSpread, spreadHistory } from "./queries";
import type { NewChargebackRule, NewSpreadRule } from "./schema";

type From = { address?: string | undefined };

/** Records a rule; earlier ones stay in the history. Throws `invalid_input`. */
export async function recordChargebackRule(access: Access, given: NewChargebackRule, { address }: From = {}): Promise<RecordedRule> {
  const rule = await understood(access, given);
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `insert into chargeback_rule (workspace_id, team_id, project_id, user_id, api_key_id, cost_centre, ledger_code, starts_on, note, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
      [
        ...[access.workspaceId, rule.scope.team, rule.scope.project, rule.scope.user, rule.scope.api_key],
        ...[rule.centre, rule.ledger, rule.startsOn, given.note, new Date(now()), access.actor],
      ],
    );
    const recorded = await ruleOf(access, rows[0]?.id ?? 0, client);
    await audit(client, access, { action: "chargeback_rule.recorded", target: String(recorded.id), after: chargebackRuleJson(recorded), address });
    return recorded;
  });
}

/** Takes a rule out of force; it stays in the history. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawChargebackRule(access: Access, id: number, { address }: From = {}): Promise<RecordedRule> {
  return transaction(async (client) => {
    const before = chargebackRuleJson(await ruleOf(access, id, client));
    await withdraw(client, access, "chargeback_rule", id);
    const withdrawn = await ruleOf(access, id, client);
    const after = chargebackRuleJson(withdrawn);
    await audit(client, access, { action: "chargeback_rule.withdrawn", target: String(id), before, after, address });
    return withdrawn;
  });
}

/** Records how a pool is spread; earlier rules stay in the history. */
export async function recordSpreadRule(access: Access, given: NewSpreadRule, { address }: From = {}): Promise<RecordedSpread> {
  const shares = given.shares.map(({ cost_centre, percent }) => [cost_centre, decimalText(percent)]);
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `insert into spread_rule (workspace_id, pool, method, shares, ledger_code, starts_on, note, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
      [
        ...[access.workspaceId, given.pool, given.method, JSON.stringify(shares), given.ledger_code, given.from, given.note],
        ...[new Date(now()), access.actor],
      ],
    );
    const recorded = await spreadOf(access, rows[0]?.id ?? 0, client);
    await audit(client, access, { action: "spread_rule.recorded", target: String(recorded.id), after: spreadRuleJson(recorded), address });
    return recorded;
  });
}

/** Takes a rule of spreading out of force; it stays in the history. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawSpreadRule(access: Access, id: number, { address }: From = {}): Promise<RecordedSpread> {
  return transaction(async (client) => {
    const before = spreadRuleJson(await spreadOf(access, id, client));
    await withdraw(client, access, "spread_rule", id);
    const withdrawn = await spreadOf(access, id, client);
    await audit(client, access, { action: "spread_rule.withdrawn", target: String(id), before, after: spreadRuleJson(withdrawn), address });
    return withdrawn;
  });
}

async function withdraw(client: pg.ClientBase, access: Access, table: "chargeback_rule" | "spread_rule", id: number): Promise<void> {
  const { rowCount } = await client.query(
    `update ${table} set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2 and withdrawn_at is null`,
    [access.workspaceId, id, new Date(now()), access.actor],
  );
  if (!rowCount) throw new Refusal("rule_not_in_force", `rule ${id} was withdrawn before`);
}

async function ruleOf(access: Access, id: number, client: pg.ClientBase): Promise<RecordedRule> {
  const rule = (await chargebackHistory(access, client)).find((each) => each.id === id);
  if (!rule) throw new Refusal("not_found", `there is no chargeback rule ${id}`);
  return rule;
}

async function spreadOf(access: Access, id: number, client: pg.ClientBase): Promise<RecordedSpread> {
  const rule = (await spreadHistory(access, client)).find((each) => each.id === id);
  if (!rule) throw new Refusal("not_found", `there is no rule of spreading ${id}`);
  return rule;
}
