import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";

/** Names a workspace and its language; its time zone changes through `changeTimezone`, which moves its days. */
export async function changeWorkspace(access: Access, { name, locale }: { name: string; locale: string }): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query("select name, locale from workspace where id = $1 for update", [access.workspaceId]);
    await client.query("update workspace set name = $2, locale = $3 where id = $1", [access.workspaceId, name, locale]);
    await audit(client, access, { action: "workspace.changed", before: rows[0], after: { name, locale } });
  });
}
