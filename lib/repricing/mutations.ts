import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { decimalText } from "@/lib/money";
import { priceBook, type RecordedRule, recordedRules } from "@/lib/pricing/queries";
import { toStored } from "@/lib/pricing/stored";
import type { Explained, Explanation } from "@/lib/spend/explanation";
import { changePrices, explainedAsIf, tryPrices } from "./change";
import type { Effect } from "./effect";
import { ruleJson } from "./json";
import { type NewRule, newRule } from "./new-rule";
import type { WrittenRule } from "./schema";

/** Appends rules, all or none. A later rule of the same scope supersedes an earlier one; nothing is edited. Throws `unknown_model`. */
export async function recordRules(access: Access, written: readonly WrittenRule[], { address }: { address?: string } = {}): Promise<RecordedRule[]> {
  const rules = await meaningOf(access, written);
  const ids: number[] = [];
  await changePrices(access.workspaceId, async (client) => {
    for (const rule of rules) ids.push(await append(client, access, rule));
    for (const recorded of await byIds(client, access, ids)) {
      await audit(client, access, { action: "price_rule.recorded", target: String(recorded.rule.id), after: ruleJson(recorded), address });
    }
  });
  return (await recordedRules(access.workspaceId)).filter(({ rule }) => ids.includes(rule.id));
}

/** What appending rules would do to all history. Throws `unknown_model`, `busy`. */
export async function tryRules(access: Access, written: readonly WrittenRule[]): Promise<Effect> {
  const rules = await meaningOf(access, written);
  return tryPrices(access, (client) => appendAll(client, access, rules));
}

/** How a cost would come about with further rules. Throws `unknown_model`, `busy`. */
export async function explainedWithRules(access: Access, written: readonly WrittenRule[], query: Explained): Promise<Explanation> {
  const rules = await meaningOf(access, written);
  return explainedAsIf(access, (client) => appendAll(client, access, rules), query);
}

/** How a cost would come about without a rule. Throws `not_found`, `rule_not_in_force`, `busy`. */
export function explainedWithoutRule(access: Access, id: number, query: Explained): Promise<Explanation> {
  return explainedAsIf(access, (client) => withdraw(client, access, id), query);
}

/** Takes a rule out of force, for all history; it stays in the list. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawRule(access: Access, id: number, { address }: { address?: string } = {}): Promise<RecordedRule> {
  await changePrices(access.workspaceId, async (client) => {
    const [before] = await byIds(client, access, [id]);
    await withdraw(client, access, id);
    await audit(client, access, { action: "price_rule.withdrawn", target: String(id), before: before && ruleJson(before), address });
  });
  return ruleById(access, id);
}

/** What withdrawing a rule would do to all history. Throws `not_found`, `rule_not_in_force`. */
export function tryWithdrawal(access: Access, id: number): Promise<Effect> {
  return tryPrices(access, (client) => withdraw(client, access, id));
}

async function meaningOf(access: Access, written: readonly WrittenRule[]): Promise<NewRule[]> {
  const book = await priceBook();
  return written.map((rule) => newRule(book, access.timezone, rule));
}

async function appendAll(client: pg.ClientBase, access: Access, rules: readonly NewRule[]): Promise<void> {
  for (const rule of rules) await append(client, access, rule);
}

async function append(client: pg.ClientBase, access: Access, rule: NewRule): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `insert into price_rule (workspace_id, kind, provider, model, percent, prices, target, starts_at, note, recorded_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
    [
      ...[access.workspaceId, rule.kind, rule.provider, rule.model],
      rule.kind === "discount" ? decimalText(rule.percent) : null,
      rule.kind === "price" ? JSON.stringify(toStored(rule.prices)) : null,
      rule.kind === "alias" ? `${rule.target.provider}/${rule.target.model}` : null,
      ...[new Date(rule.startsAt), rule.note, new Date(now()), access.actor],
    ],
  );
  return rows[0]?.id ?? 0;
}

async function withdraw(client: pg.ClientBase, access: Access, id: number): Promise<void> {
  const { rowCount } = await client.query(
    "update price_rule set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2 and withdrawn_at is null",
    [access.workspaceId, id, new Date(now()), access.actor],
  );
  if (rowCount) return;
  if (!(await byIds(client, access, [id])).length) throw new Refusal("not_found", "there is no such price rule");
  throw new Refusal("rule_not_in_force", `price rule ${id} was withdrawn before`);
}

async function ruleById(access: Access, id: number): Promise<RecordedRule> {
  const found = (await recordedRules(access.workspaceId)).find(({ rule }) => rule.id === id);
  if (!found) throw new Refusal("not_found", "there is no such price rule");
  return found;
}

async function byIds(client: pg.ClientBase, { workspaceId }: Access, ids: readonly number[]): Promise<RecordedRule[]> {
  return (await recordedRules(workspaceId, { client })).filter(({ rule }) => ids.includes(rule.id));
}
