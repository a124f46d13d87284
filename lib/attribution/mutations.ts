import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { lockBoundaries, lockWorkspace } from "@/lib/imports/locks";
import { type Unnumbered, understood } from "./names";
import { attributionRules } from "./queries";
import { reattribute } from "./recompute";
import { type Attributed, type AttributionRule, conditions, mergeKey, mergesOf } from "./rule";
import type { NewRule } from "./schema";

const patienceMs = 5_000;
/** Beyond this many in force, laying them out would be felt with every import. */
const mostRules = 10_000;

/**
 * Records rules, all or none, and counts all usage anew under whom they say, in one transaction. A rule that is in force already is not recorded twice.
 * Answers the ids in the order given. Throws `invalid_input` for merges that lead in a circle, `busy` while an import is running.
 */
export async function recordRules(
  access: Access,
  given: readonly NewRule[],
  { address }: { address?: string } = {},
): Promise<{ ids: number[]; added: number }> {
  const { rules } = await understood(access, given, { writes: true });
  return changingRules(access, async (client) => {
    const known = await attributionRules(client, access.workspaceId);
    if (known.length + rules.length > mostRules) throw wrong("rules", "too_many", `${mostRules} rules can be in force at most`);
    const latest = new Map(known.map((rule) => [placeOf(rule), rule]));
    const ids: number[] = [];
    const added: { id: number; rule: NewRule }[] = [];
    for (const [index, rule] of rules.entries()) {
      const there = latest.get(placeOf(rule));
      const id = there && saysTheSame(rule, there) ? there.id : await insertRule(client, access, rule);
      if (id !== there?.id && given[index]) added.push({ id, rule: given[index] });
      latest.set(placeOf(rule), { ...rule, id });
      ids.push(id);
    }
    refuseCircles([...known, ...rules], given);
    if (added.length === 0) return { ids, added: 0 };
    await reattribute(client, access.workspaceId);
    const target = added.length === 1 ? String(added[0]?.id) : undefined;
    await audit(client, access, { action: "attribution.recorded", ...(target && { target }), after: added, address });
    return { ids, added: added.length };
  });
}

/** Takes a rule out of force; it stays in the history. What it changed is as it was before. Throws `not_found`, `busy`. */
export async function withdrawRule(access: Access, id: number, { address }: { address?: string } = {}): Promise<void> {
  await changingRules(access, async (client) => {
    const { rows } = await client.query(
      "update attribution_rule set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2 and withdrawn_at is null returning *",
      [access.workspaceId, id, new Date(now()), access.actor],
    );
    if (!rows[0]) throw new Refusal("not_found", `there is no attribution rule ${id} in force`);
    await reattribute(client, access.workspaceId);
    await audit(client, access, { action: "attribution.withdrawn", target: String(id), address });
  });
}

/** Waits for running imports a while, then keeps everything that is attributed out until it is done. */
async function changingRules<T>(access: Access, change: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  try {
    return await transaction(async (client) => {
      await client.query(`set local lock_timeout = ${patienceMs}`);
      await lockWorkspace(client, access.workspaceId);
      await lockBoundaries(client, access.workspaceId, "exclusive");
      await client.query("set local work_mem = '64MB'");
      return await change(client);
    });
  } catch (error) {
    // 55P03: a lock was not to be had in time.
    if ((error as { code?: string }).code === "55P03")
      throw new Refusal("busy", "an import is running; send this again when it is done", { retryAfterSeconds: 5 });
    throw error;
  }
}

async function insertRule(client: pg.ClientBase, access: Access, rule: Unnumbered): Promise<number> {
  const scope = rule.kind === "assign" ? rule.scope : {};
  const to = rule.kind === "assign" ? [rule.team, rule.project, null, null, null] : [null, null, rule.dimension, rule.value, rule.into];
  const { rows } = await client.query<{ id: number }>(
    `insert into attribution_rule (workspace_id, kind, source_id, provider, api_key_id, project_id, user_id, to_team_id, to_project_id, dimension, value_id,
       into_id, starts_on, note, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning id`,
    [
      ...[access.workspaceId, rule.kind, scope.source, scope.provider, scope.api_key, scope.project, scope.user],
      ...[...to, rule.startsOn, rule.note, access.actor, new Date(now())],
    ],
  );
  return rows[0]?.id ?? 0;
}

/** Of rules with the same place the latest recorded counts. */
function placeOf(rule: AttributionRule): string {
  if (rule.kind === "merge") return JSON.stringify([rule.startsOn, rule.dimension, rule.value]);
  return JSON.stringify([rule.startsOn, conditions.map((condition) => rule.scope[condition] ?? null)]);
}

function saysTheSame(a: AttributionRule, b: AttributionRule): boolean {
  if (a.kind === "merge") return b.kind === "merge" && a.into === b.into;
  return b.kind === "assign" && a.team === b.team && a.project === b.project;
}

/** No value may come back to itself, whatever the days: nobody could say what it counts as. */
function refuseCircles(rules: readonly AttributionRule[], given: readonly NewRule[]): void {
  const merges = mergesOf(rules);
  for (const { dimension, value } of rules.filter((rule) => rule.kind === "merge")) {
    if (!reaches(dimension, value)) continue;
    const index = given.findIndex((rule) => rule.kind === "merge");
    throw wrong(
      given.length > 1 ? `${index}.into` : "into",
      "circle",
      "these merges would lead from a value back to itself; withdraw the other one first",
    );
  }

  function reaches(dimension: Attributed, start: number): boolean {
    const seen = new Set<number>();
    const open = [start];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      for (const { into } of merges.get(mergeKey(dimension, value)) ?? []) {
        if (into === start) return true;
        if (!seen.has(into)) open.push(into);
        seen.add(into);
      }
    }
    return false;
  }
}

function wrong(path: string, code: string, detail: string): Refusal {
  return new Refusal("invalid_input", detail, { errors: [{ path, code, detail }] });
}
