import "server-only";
import { Readable } from "node:stream";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import yazl from "yazl";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { contentOf } from "@/lib/closing/files";
import { ownConnection, transaction } from "@/lib/db";
import { tenantTables } from "./tables";

/** Sums, identities and what is on its way can be had from the events again; the files of closed months are added as such. */
const derived = /^(usage_|import_staging$|audit_head$|dimension_value$|closed_file_part$)/;

/** One value a line, written as it is: JSON holds neither of these characters. */
const asLines = "(format csv, delimiter e'\\x02', quote e'\\x01')";

const readme = `reports/     the files of every closed month, as they were closed; closed_file.jsonl has their hashes.
events.csv   every usage event that counts, in the columns that Obole imports; times in UTC. A name that a spreadsheet would run begins with '.
*.jsonl      everything else, one JSON object a line; people by key.
`;

/**
 * All that a workspace holds, as of one moment, as a zip on its way: usage as CSV, the rest as JSON lines. No secret, no hash of one. Whoever stops reading
 * frees the connection.
 */
export async function exportWorkspace(access: Access): Promise<Readable> {
  await transaction((client) => audit(client, access, { action: "workspace.exported" }));
  const client = await ownConnection();
  const zip = new yazl.ZipFile();
  const output = Readable.from(zip.outputStream);
  output.once("close", () => void client.end().catch(() => {}));
  try {
    await client.query("begin isolation level repeatable read read only");
    zip.addBuffer(Buffer.from(readme), "README.txt");
    const add = (name: string, sql: string) => zip.addReadStreamLazy(name, (give) => give(null, failing(client.query(copyTo(sql)), output)));
    add("events.csv", `copy (${eventsOf(access.workspaceId)}) to stdout with (format csv, header)`);
    add("workspace.jsonl", `copy (select row_to_json(w) from workspace w where id = ${access.workspaceId}) to stdout with ${asLines}`);
    for (const { name, columns } of await tenantTables(client)) {
      if (derived.test(name)) continue;
      const listed = columns.map((column) => pg.escapeIdentifier(column)).join(", ");
      const rows = `select ${listed} from ${pg.escapeIdentifier(name)} where workspace_id = ${access.workspaceId}`;
      add(`${name}.jsonl`, `copy (select row_to_json(r) from (${rows}) r) to stdout with ${asLines}`);
    }
    for (const { number, name } of await closedFiles(client, access))
      zip.addReadStreamLazy(`reports/${name}`, (give) => give(null, failing(Readable.from(contentOf(access, number, name)), output)));
    zip.end();
    return output;
  } catch (error) {
    output.destroy();
    throw error;
  }
}

async function closedFiles(client: pg.ClientBase, { workspaceId }: Access): Promise<{ number: number; name: string }[]> {
  const { rows } = await client.query("select number, name from closed_file where workspace_id = $1 order by number, name", [workspaceId]);
  return rows;
}

/** A broken connection ends the download too: half an archive is none. */
function failing(copy: Readable, output: Readable): Readable {
  copy.on("error", (error) => output.destroy(error));
  return copy;
}

/** The events that count, as the canonical columns name them. COPY takes no parameters; the id is a number of ours. */
function eventsOf(workspaceId: number): string {
  const text = (column: string) => `case when ${column} ~ '^\\s*[=+@-]|^[\\t\\r\\n]' then '''' || ${column} else ${column} end`;
  const name = (kind: string) => `(select ${text("d.name")} from dimension_value d where d.workspace_id = e.workspace_id and d.id = e.${kind}_id)`;
  return `select to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as timestamp, ${text("m.provider")} as provider,
      ${text("m.name")} as model, e.input::numeric + e.cache_read + e.cache_write_5m + e.cache_write_1h as input_tokens, e.output as output_tokens,
      e.cache_read as cached_input_tokens, e.cache_write_5m as cache_write_tokens, e.cache_write_1h as cache_write_1h_tokens,
      e.reasoning as reasoning_tokens, e.requests, ${name("service_tier")} as service_tier, ${name("team")} as team, ${name("project")} as project,
      ${name("user")} as "user", null as request_id, ${name("api_key")} as api_key, ${name("source")} as source, e.import_id
    from usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
      join dimension_value m on m.workspace_id = e.workspace_id and m.id = e.raw_model_id
    where e.workspace_id = ${workspaceId} and not e.superseded order by e.starts_at, e.import_id, e.line`;
}
