import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Instant } from "@/lib/period";
import type { Actor, AuditRecord } from "./record";

export type AuditFilter = { action?: string; actor?: string; from?: Instant; to?: Instant };
export type AuditPage = { items: AuditRecord[]; nextCursor: string | null };

const pageSize = 50;
const uuid = /^[0-9a-f-]{36}$/;

/** The trail of a workspace, newest first, a page at a time. */
export async function auditTrail(
  { workspaceId }: Access,
  { action, actor, from, to, cursor, limit = pageSize }: AuditFilter & { cursor?: string; limit?: number } = {},
): Promise<AuditPage> {
  const { rows } = await pool().query(
    `select id::text, at, actor, action, target, before, after, address, request_id, hash from audit_entry
     where workspace_id = $1 and ($2::int8 is null or id < $2) and ($3::text is null or action = $3) and ($4::text is null or actor = $4)
       and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
     order by audit_entry.id desc limit $7`,
    [
      workspaceId,
      cursor ?? null,
      action ?? null,
      actor ?? null,
      from === undefined ? null : new Date(from),
      to === undefined ? null : new Date(to),
      limit + 1,
    ],
  );
  const items = rows.slice(0, limit).map(
    (row): AuditRecord => ({
      id: row.id,
      at: row.at.getTime(),
      actor: row.actor,
      action: row.action,
      target: row.target,
      before: row.before,
      after: row.after,
      address: row.address,
      requestId: row.request_id,
      hash: row.hash.toString("hex"),
    }),
  );
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** What a filter offers: every action there is an entry of, and who acted. */
export async function auditChoices({ workspaceId }: Access): Promise<{ actions: string[]; actors: string[] }> {
  const { rows } = await pool().query<{ kind: string; value: string }>(distinct("action", "actor"), [workspaceId]);
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return { actions: of("action"), actors: of("actor") };
}

/** Who the actors of entries are today; whoever is no longer known has no name. */
export async function actorsOf({ workspaceId }: Access, keys: readonly string[]): Promise<Map<string, Actor>> {
  const ids = (kind: string) =>
    keys
      .filter((key) => key.startsWith(`${kind}:`))
      .map((key) => key.slice(kind.length + 1))
      .filter((id) => uuid.test(id));
  const { rows } = await pool().query<{ actor: string; name: string }>(
    `select 'user:' || id as actor, name from "user" where id = any($1::uuid[]) and name <> ''
     union all select 'key:' || id, name from api_key where workspace_id = $3 and id = any($2::uuid[])`,
    [ids("user"), ids("key"), workspaceId],
  );
  const names = new Map(rows.map(({ actor, name }) => [actor, name]));
  return new Map(keys.map((key) => [key, { kind: kindOf(key), name: names.get(key) ?? null }]));
}

function kindOf(key: string): Actor["kind"] {
  const kind = key.split(":")[0];
  return kind === "user" || kind === "key" || kind === "console" ? kind : "system";
}

/** One look into the index for each value there is, however many entries hold it. */
function distinct(...columns: string[]): string {
  const walks = columns.map(
    (column) => `select '${column}' as kind, value from (
      with recursive walk as (
        (select ${column} as value from audit_entry where workspace_id = $1 order by ${column} limit 1)
        union all
        select (select ${column} from audit_entry where workspace_id = $1 and ${column} > walk.value order by ${column} limit 1) from walk where walk.value is not null)
      select value from walk where value is not null) ${column}s`,
  );
  return walks.join(" union all ");
}
