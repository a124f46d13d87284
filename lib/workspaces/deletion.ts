import "server-only";
import pg from "pg";
import type { Access } from "@/lib/access";
import { auditInstallation } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { lockWorkspace } from "@/lib/imports/locks";
import { tenantTables } from "./tables";

/**
 * Deletes a workspace and every row that belongs to it, at once and for good; the installation's trail keeps that it was, who did it, and where its own
 * chain ended. Waits for a running import. Throws `invalid_input` unless its address is typed.
 */
export async function deleteWorkspace(access: Access, { confirmation }: { confirmation: string }): Promise<void> {
  const { workspaceId } = access;
  await transaction(async (client) => {
    await lockWorkspace(client, workspaceId);
    const { rows } = await client.query<{ slug: string }>("select slug from workspace where id = $1 for update", [workspaceId]);
    const { slug } = rows[0] ?? {};
    if (!slug) throw new Refusal("not_found", "there is no such workspace");
    if (confirmation.trim() !== slug) {
      throw new Refusal("invalid_input", "type the workspace's address", {
        errors: [{ path: "confirmation", code: "not_the_address", detail: slug }],
      });
    }
    const before = await endOf(client, workspaceId);
    // What is append-only lets rows go for this, and in this transaction only.
    await client.query("select set_config('obole.deleted_workspace', $1, true)", [String(workspaceId)]);
    for (const { name } of await tenantTables(client))
      await client.query(`delete from ${pg.escapeIdentifier(name)} where workspace_id = $1`, [workspaceId]);
    await client.query("delete from workspace where id = $1", [workspaceId]);
    await auditInstallation(client, access, { action: "workspace.deleted", target: slug, before });
  });
}

/** What there was, for the trail. */
async function endOf(client: pg.ClientBase, workspaceId: number): Promise<Record<string, string | null>> {
  const { rows } = await client.query(
    `select (select number::text from audit_head where workspace_id = $1) as audit_entries, (select encode(hash, 'hex') from audit_head where workspace_id = $1) as audit_hash,
       (select count(*)::text from import where workspace_id = $1) as imports, (select sum(accepted)::text from import where workspace_id = $1 and status = 'done') as events`,
    [workspaceId],
  );
  return rows[0];
}
