import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Zone } from "@/lib/period";
import { rawModelProviders } from "@/lib/sources/queries";
import type { Attributed, AttributionRule, Condition, Recorded, RuleScope } from "./rule";
import type { Attribution } from "./sql";
import { timelineOf } from "./timeline";

type Database = pg.ClientBase | pg.Pool;

/** A rule with its place in history and the names of what it speaks of. */
export type RecordedRule = AttributionRule & Recorded & { names: RuleNames };
export type RuleNames = {
  scope: Partial<Record<Condition, string>>;
  team: string | null;
  project: string | null;
  value: string | null;
  into: string | null;
};

const named = {
  source: "source_id",
  api_key: "api_key_id",
  project: "project_id",
  user: "user_id",
  to_team: "to_team_id",
  to_project: "to_project_id",
  value: "value_id",
  into: "into_id",
};
const nameColumns = Object.entries(named).map(
  ([name, column]) => `(select d.name from dimension_value d where d.workspace_id = r.workspace_id and d.id = r.${column}) as ${name}_name`,
);

/** The rules in force, in the order they were recorded. They belong to the workspace, whoever asks. */
export async function attributionRules(client: Database, workspaceId: number): Promise<AttributionRule[]> {
  const { rows } = await client.query(
    "select *, starts_on::text from attribution_rule where workspace_id = $1 and withdrawn_at is null order by id",
    [workspaceId],
  );
  return rows.map(toRule);
}

/** Every rule there ever was, the latest recorded first. */
export async function attributionHistory({ workspaceId }: Access): Promise<RecordedRule[]> {
  const { rows } = await pool().query(
    `select r.*, r.starts_on::text, ${nameColumns.join(", ")} from attribution_rule r where r.workspace_id = $1 order by r.id desc`,
    [workspaceId],
  );
  return rows.map((row) => ({
    ...toRule(row),
    note: row.note,
    recordedAt: row.recorded_at.getTime(),
    recordedBy: row.recorded_by,
    withdrawnAt: row.withdrawn_at?.getTime() ?? null,
    withdrawnBy: row.withdrawn_by,
    names: {
      scope: present({ source: row.source_name, provider: row.provider, api_key: row.api_key_name, project: row.project_name, user: row.user_name }),
      team: row.to_team_name,
      project: row.to_project_name,
      value: row.value_name,
      into: row.into_name,
    },
  }));
}

/** The rules as SQL applies them. `rules`: others than those in force, to see what they would do. */
export async function attributionOf(client: Database, workspaceId: number, zone: Zone, rules?: readonly AttributionRule[]): Promise<Attribution> {
  const timeline = timelineOf(rules ?? (await attributionRules(client, workspaceId)));
  const asksProvider = timeline.assignments.some(([stretch]) => stretch?.scope.provider !== undefined);
  return { timeline, zone, providers: asksProvider ? await rawModelProviders(client, workspaceId) : new Map() };
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table as the driver gives it; this function is what types it
function toRule(row: any): AttributionRule {
  const common = { id: row.id, startsOn: row.starts_on };
  if (row.kind === "merge") return { ...common, kind: "merge", dimension: row.dimension as Attributed, value: row.value_id, into: row.into_id };
  const scope: RuleScope = present({
    source: row.source_id,
    provider: row.provider,
    api_key: row.api_key_id,
    project: row.project_id,
    user: row.user_id,
  });
  return { ...common, kind: "assign", scope, team: row.to_team_id, project: row.to_project_id };
}

function present<T>(values: Partial<Record<Condition, T | null>>): Partial<Record<Condition, T>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<Record<Condition, T>>;
}

const mostNames = 500;

/** The names there are of each kind, to choose from. */
export async function knownNames({ workspaceId }: Access): Promise<Record<Condition | "team", string[]>> {
  const { rows } = await pool().query<{ kind: string; names: string[] }>(
    `select kind, (array_agg(name order by lower(name)))[1:${mostNames}] as names from dimension_value
     where workspace_id = $1 and kind in ('team', 'project', 'user', 'api_key', 'source') group by kind`,
    [workspaceId],
  );
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.names ?? [];
  const providers = [...new Set((await rawModelProviders(pool(), workspaceId)).values())].filter(Boolean).sort();
  return { team: of("team"), project: of("project"), user: of("user"), api_key: of("api_key"), source: of("source"), provider: providers };
}
