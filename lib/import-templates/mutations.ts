import "server-only";
import type pg from "pg";
import type { z } from "zod";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { newTemplateSchema } from "./schema";
import { headerHash } from "./template";

/** Keeps a mapping for tables with this header; one of the same name is replaced. Answers its id. */
export async function saveTemplate(access: Access, { name, header, mapping }: z.output<typeof newTemplateSchema>): Promise<number> {
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `insert into import_template (workspace_id, name, header_hash, columns, mapping, created_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (workspace_id, name) do update set header_hash = excluded.header_hash, columns = excluded.columns, mapping = excluded.mapping,
         created_by = excluded.created_by, created_at = now() returning id`,
      [access.workspaceId, name, headerHash(header), header, JSON.stringify(mapping), access.actor],
    );
    const id = rows[0]?.id ?? 0;
    await audit(client, access, { action: "import_template.saved", target: String(id), after: { name, mapping } });
    return id;
  });
}

/** Throws `not_found`, `conflict` where another has the name. */
export async function renameTemplate(access: Access, id: number, name: string): Promise<void> {
  await transaction(async (client) => {
    const before = await nameOf(client, access, id);
    await client.query("update import_template set name = $3 where workspace_id = $1 and id = $2", [access.workspaceId, id, name]).catch((error) => {
      // 23505: another has this name.
      throw (error as { code?: string }).code === "23505" ? new Refusal("conflict", `another template is called ${name}`) : error;
    });
    await audit(client, access, { action: "import_template.renamed", target: String(id), before: { name: before }, after: { name } });
  });
}

/** Takes a template away; what was imported with it stays. Throws `not_found`. */
export async function deleteTemplate(access: Access, id: number): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query("delete from import_template where workspace_id = $1 and id = $2 returning name, mapping", [
      access.workspaceId,
      id,
    ]);
    if (!rows[0]) throw missing(id);
    await audit(client, access, { action: "import_template.deleted", target: String(id), before: rows[0] });
  });
}

async function nameOf(client: pg.ClientBase, { workspaceId }: Access, id: number): Promise<string> {
  const { rows } = await client.query<{ name: string }>("select name from import_template where workspace_id = $1 and id = $2 for update", [
    workspaceId,
    id,
  ]);
  if (!rows[0]) throw missing(id);
  return rows[0].name;
}

function missing(id: number): Refusal {
  return new Refusal("not_found", `there is no import template ${id}`);
}
