import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { priceBook } from "@/lib/pricing/queries";
import { type AttributionRule, type Condition, conditions } from "./rule";
import type { NewRule } from "./schema";

type Named = { kind: string; name: string };

/** Rules with ids for their names, and the names of those ids. */
export type Understood = { rules: Unnumbered[]; names: ReadonlyMap<number, string> };
export type Unnumbered = AttributionRule & { note: string | null };

/**
 * Turns the names in rules into ids; those that no usage has yet are made, or, where nothing is to be written, get ids that exist nowhere. Their own ids
 * count on from `after`, in the order given.
 */
export async function understood(
  access: Access,
  given: readonly NewRule[],
  { writes, after = 0 }: { writes: boolean; after?: number },
): Promise<Understood> {
  const ids = await idsOf(access, given.flatMap(namedIn), writes);
  const id = (kind: string, name: string) => ids.get(`${kind} ${name}`) ?? 0;
  const { providerAliases } = await priceBook();
  const rules = given.map((rule, index): Unnumbered => {
    const common = { id: after + index + 1, startsOn: rule.from, note: rule.note };
    if (rule.kind === "merge") {
      const { dimension } = rule;
      return { ...common, kind: "merge", dimension, value: id(dimension, rule.value), into: id(dimension, rule.into) };
    }
    const scope = conditions.flatMap((condition): [Condition, number | string][] => {
      const name = rule.scope[condition];
      if (name === undefined) return [];
      return [[condition, condition === "provider" ? (providerAliases.get(name.toLowerCase()) ?? name.toLowerCase()) : id(condition, name)]];
    });
    const team = rule.team === undefined ? null : id("team", rule.team);
    const project = rule.project === undefined ? null : id("project", rule.project);
    return { ...common, kind: "assign", scope: Object.fromEntries(scope), team, project };
  });
  return { rules, names: new Map([...ids].map(([key, value]) => [value, key.slice(key.indexOf(" ") + 1)])) };
}

function namedIn(rule: NewRule): Named[] {
  if (rule.kind === "merge") return [rule.value, rule.into].map((name) => ({ kind: rule.dimension, name }));
  const scope = conditions.flatMap((condition) => {
    const name = rule.scope[condition];
    return name === undefined || condition === "provider" ? [] : [{ kind: condition as string, name }];
  });
  const to = (["team", "project"] as const).flatMap((kind) => (rule[kind] === undefined ? [] : [{ kind: kind as string, name: rule[kind] }]));
  return [...scope, ...to];
}

/** Written on a connection of its own, at once, as an import does: a name waits for no lock. */
async function idsOf({ workspaceId }: Access, values: readonly Named[], writes: boolean): Promise<Map<string, number>> {
  // In one order everywhere, so that two writers never wait for each other.
  const wanted = [...new Map(values.map((value) => [`${value.kind} ${value.name}`, value])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const columns = [workspaceId, wanted.map(([, { kind }]) => kind), wanted.map(([, { name }]) => name)];
  const list = "unnest($2::text[], $3::text[]) v (kind, name)";
  if (writes)
    await pool().query(`insert into dimension_value (workspace_id, kind, name) select $1, v.* from ${list} on conflict do nothing`, columns);
  const { rows } = await pool().query<Named & { id: number }>(
    `select d.id, d.kind, d.name from ${list} join dimension_value d on d.workspace_id = $1 and d.kind = v.kind and d.provider = '' and d.name = v.name`,
    columns,
  );
  const ids = new Map(rows.map(({ id, kind, name }) => [`${kind} ${name}`, id]));
  for (const [key] of wanted) if (!ids.has(key)) ids.set(key, -ids.size - 1);
  return ids;
}
