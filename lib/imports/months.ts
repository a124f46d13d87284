import "server-only";
import type pg from "pg";
import { pool, transaction } from "@/lib/db";
import { log } from "@/lib/log";
import { monthOf, monthPeriod, type Period, type Zone } from "@/lib/period";
import { tryKeepingMonths } from "./locks";
import { sums } from "./rollup";
import { readBoundaries } from "./segments";

/** What is kept of a month: the cube, over all imports and in as few pieces as prices allow, and its slices. */
const modelKey = ["workspace_id", "segment", "raw_model_id", "service_tier_id", "prompt_band", "source_id"];
const kept = {
  usage_month: [...modelKey, "team_id", "project_id", "user_id", "api_key_id"],
  usage_month_team: [...modelKey, "team_id"],
  usage_month_model: modelKey,
};

const minute = 60_000;
const longestMs = 60 * minute;

/** A month with marks of changes; how long ago (ms) the first and the last were. */
type Changed = { workspaceId: number; period: Period; first: number; last: number };

/**
 * Sums the months anew in which nothing has changed for a minute, or something did an hour ago; answers how many. Until then they are read day by day, which
 * comes to the same. What was there before this was known is marked as changed a day ahead (see the migration): a version that does not mark what it changes
 * has that long to stop.
 */
export async function keepQuietMonths(quietMs = minute): Promise<number> {
  let count = 0;
  for (const { workspaceId, period, first, last } of await changedMonths()) {
    const isDue = last >= quietMs || (first >= longestMs && last >= 0);
    if (isDue && (await keepMonth(workspaceId, period))) count++;
  }
  return count;
}

async function changedMonths(): Promise<Changed[]> {
  const age = (which: string) => `extract(epoch from clock_timestamp() - ${which}(c.changed_at))::float8 * 1000`;
  const { rows } = await pool().query<{ id: number; timezone: Zone; segment: Date; first: number; last: number }>(
    `select c.workspace_id as id, w.timezone, c.segment, ${age("min")} as first, ${age("max")} as last
     from usage_change c join workspace w on w.id = c.workspace_id group by c.workspace_id, w.timezone, c.segment order by c.workspace_id, c.segment`,
  );
  const months = new Map<string, Changed>();
  for (const { id, timezone, segment, first, last } of rows) {
    const month = monthOf(segment.getTime(), timezone);
    const known = months.get(`${id} ${month}`);
    const ages = { first: Math.max(known?.first ?? first, first), last: Math.min(known?.last ?? last, last) };
    months.set(`${id} ${month}`, { workspaceId: id, period: known?.period ?? monthPeriod(month, timezone), ...ages });
  }
  return [...months.values()];
}

/**
 * Sums a month anew from its days and takes away the marks of the changes that were seen; one that is committed meanwhile keeps its mark, and the month is read
 * by its days until it is summed again. Answers false where another process is at it.
 */
async function keepMonth(workspaceId: number, { from, to }: Period): Promise<boolean> {
  try {
    return await transaction(async (client) => {
      await client.query("set transaction isolation level repeatable read");
      if (!(await tryKeepingMonths(client, workspaceId))) return false;
      const { cuts } = await readBoundaries(client, workspaceId);
      const inside = cuts.filter((cut) => cut > from && cut < to).map((cut) => new Date(cut));
      const month = [workspaceId, new Date(from), new Date(to)];
      await client.query("delete from usage_change where workspace_id = $1 and segment >= $2 and segment < $3", month);
      await client.query("delete from usage_month_kept where workspace_id = $1 and starts_at < $3 and ends_at > $2", month);
      await sumMonth(client, month, inside);
      await client.query("insert into usage_month_kept (workspace_id, starts_at, ends_at, cuts) values ($1, $2, $3, $4)", [...month, inside]);
      return true;
    });
  } catch (error) {
    log.info({ err: error, workspaceId }, "a month was not kept; it is read by its days");
    return false;
  }
}

async function sumMonth(client: pg.ClientBase, month: unknown[], cuts: readonly Date[]): Promise<void> {
  const measures = sums.filter((name) => name !== "rows");
  const added = measures.map((name) => `sum(r.${name})`).join(", ");
  const fill = async (table: keyof typeof kept, source: string, segment: string, parameters: unknown[]) => {
    await client.query(`delete from ${table} where workspace_id = $1 and segment >= $2 and segment < $3`, month);
    const key = kept[table].map((name) => (name === "segment" ? segment : `r.${name}`)).join(", ");
    const columns = [...kept[table], ...measures].join(", ");
    const groups = kept[table].map((_, index) => index + 1).join(", ");
    await client.query(
      `insert into ${table} (${columns}) select ${key}, ${added} from ${source}
       where r.workspace_id = $1 and r.segment >= $2 and r.segment < $3 group by ${groups} order by ${groups}`,
      parameters,
    );
  };
  const done = "join import i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.status = 'done'";
  const pieces = "($4::timestamptz[])[width_bucket(r.segment, $4::timestamptz[])] as segment";
  await fill("usage_month", `usage_day r ${done}`, pieces, [...month, [month[1], ...cuts]]);
  await fill("usage_month_team", "usage_month r", "r.segment", month);
  await fill("usage_month_model", "usage_month_team r", "r.segment", month);
}
