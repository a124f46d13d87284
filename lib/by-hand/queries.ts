import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Day } from "@/lib/period";
import type { Cells } from "./schema";

/** Usage somebody wrote down. `next`: the day on which more of it will be recorded; null: nothing more will come. `importId`: where what it added can be undone. */
export type EntrySummary = {
  id: number;
  cells: Cells;
  note: string;
  isMonthly: boolean;
  firstDay: Day;
  lastDay: Day | null;
  next: Day | null;
  createdBy: string;
  importId: number | null;
  recorded: number;
};

const most = 200;

/** The latest entries, newest first. */
export async function usageEntries({ workspaceId }: Access): Promise<EntrySummary[]> {
  const { rows } = await pool().query<EntrySummary>(
    `select e.id, e.cells, e.note, e.is_monthly as "isMonthly", to_char(e.first_day, 'YYYY-MM-DD') as "firstDay",
       to_char(e.last_day, 'YYYY-MM-DD') as "lastDay", to_char(e.next_day, 'YYYY-MM-DD') as next, e.created_by as "createdBy",
       i.id as "importId", coalesce(i.accepted, 0)::int as recorded
     from usage_entry e left join import i on i.workspace_id = e.workspace_id and i.standing_key = 'by-hand ' || e.id
     where e.workspace_id = $1 order by e.id desc limit ${most}`,
    [workspaceId],
  );
  return rows;
}

/** What the workspace calls its teams and projects, for who writes usage down. */
export async function knownNames({ workspaceId }: Access): Promise<Record<"team" | "project", string[]>> {
  const { rows } = await pool().query<{ kind: "team" | "project"; name: string }>(
    "select kind, name from dimension_value where workspace_id = $1 and kind in ('team', 'project') order by name limit 1000",
    [workspaceId],
  );
  const of = (kind: "team" | "project") => rows.filter((row) => row.kind === kind).map(({ name }) => name);
  return { team: of("team"), project: of("project") };
}
