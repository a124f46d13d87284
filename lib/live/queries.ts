import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";

/** How far a workspace's records have come, as a short text: another one means that its pages may show something else. */
export async function changeMark({ workspaceId }: Pick<Access, "workspaceId">): Promise<string> {
  const { rows } = await pool().query<{ mark: string }>(
    `select concat_ws('.', i.imports, i.running, i.counted, i.kept_out, (extract(epoch from i.ended) * 1000)::int8, h.number, p.periods, a.aliases) as mark
     from (select count(*) as imports, count(*) filter (where status in ('queued', 'running')) as running, coalesce(sum(accepted), 0) as counted,
         coalesce(sum(duplicates + conflicts), 0) as kept_out, coalesce(max(finished_at), 'epoch') as ended from import where workspace_id = $1) i,
       (select coalesce(max(number), 0) as number from audit_head where workspace_id = $1) h,
       (select count(*) as periods from book_period) p, (select count(*) as aliases from book_alias) a`,
    [workspaceId],
  );
  return rows[0]?.mark ?? "";
}

/** Whether a session that was let into a workspace still would be. Unlike a request, asking keeps no session alive. */
export async function isStillIn(sessionId: string, { workspaceId }: Pick<Access, "workspaceId">): Promise<boolean> {
  const { rowCount } = await pool().query(
    `select 1 from session s join membership m on m.user_id = s.user_id and m.workspace_id = $2
     where s.id = $1 and s.revoked_at is null and s.expires_at > $3`,
    [sessionId, workspaceId, new Date(now())],
  );
  return rowCount === 1;
}
