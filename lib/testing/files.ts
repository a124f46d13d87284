import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { type ImportOptions, receiveImport } from "@/lib/imports/receive";
import type { ImportRecord } from "@/lib/imports/record";

export const canonicalHeader =
  "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,requests,service_tier,team,project,user,request_id";

/** Takes a text or file content in, in pieces as a network would deliver it. */
export function take(access: Access, content: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<ImportRecord> {
  return receiveImport(access, pieces(Buffer.from(content), 1000), { filename: "usage.csv", ...options });
}

/** One of the format fixtures. */
export function fixture(name: string): Promise<Buffer> {
  return readFile(path.join(import.meta.dirname, "..", "imports", "fixtures", name));
}

export async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

const dimensions = "raw_model_id, service_tier_id, prompt_band, source_id";
const stated = "raw_team_id, raw_project_id, raw_user_id, raw_api_key_id";
const sums =
  "sum(rows)::text as rows, sum(requests)::text as requests, sum(requests_unknown)::text as unknown, sum(input)::text as input, sum(cache_read)::text as read, sum(cache_write_5m)::text as w5, sum(cache_write_1h)::text as w1, sum(output)::text as output, sum(reasoning)::text as reasoning";

/** The rollup of a workspace cell by cell: the cube, and each slice. */
export async function rollupOf(access: Access): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  const keys = {
    usage_day: `segment, import_id, ${dimensions}, ${stated}, team_id, project_id, user_id, api_key_id`,
    usage_day_team: `segment, import_id, ${dimensions}, team_id`,
    usage_day_model: `segment, import_id, ${dimensions}`,
  };
  for (const [table, key] of Object.entries(keys)) {
    const { rows } = await pool().query(`select ${key}, ${sums} from ${table} where workspace_id = $1 group by ${key} order by ${key}`, [
      access.workspaceId,
    ]);
    found[table] = rows;
  }
  return found;
}

/** What the rollup must be: the visible events summed anew, each in the segment that the rollup's own cells and days name. */
export async function visibleSums(access: Access): Promise<unknown[]> {
  const { rows } = await pool().query(
    `select e.import_id, ${dimensions}, team_id as raw_team_id, project_id as raw_project_id, user_id as raw_user_id, api_key_id as raw_api_key_id, count(*)::text as rows, coalesce(sum(requests), 0)::text as requests,
       count(*) filter (where requests is null)::text as unknown, sum(input)::text as input, sum(cache_read)::text as read, sum(cache_write_5m)::text as w5,
       sum(cache_write_1h)::text as w1, sum(output)::text as output, sum(reasoning)::text as reasoning
     from usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
     where e.workspace_id = $1 and not e.superseded group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    [access.workspaceId],
  );
  return rows;
}

/** The cube summed over time, to compare with `visibleSums`. */
export async function cubeSums(access: Access): Promise<unknown[]> {
  const key = `import_id, ${dimensions}, ${stated}`;
  const { rows } = await pool().query(`select ${key}, ${sums} from usage_day where workspace_id = $1 group by ${key} order by ${key}`, [
    access.workspaceId,
  ]);
  return rows;
}
