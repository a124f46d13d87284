import "server-only";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Person } from "@/lib/people/person";
import { mayFoundWorkspace } from "./queries";
import type { NewWorkspace } from "./schema";
import { slugOf } from "./slug";

/** Names a workspace and its language; its time zone changes through `changeTimezone`, which moves its days. */
export async function changeWorkspace(access: Access, { name, locale }: { name: string; locale: string }): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query("select name, locale from workspace where id = $1 for update", [access.workspaceId]);
    await client.query("update workspace set name = $2, locale = $3 where id = $1", [access.workspaceId, name, locale]);
    await audit(client, access, { action: "workspace.changed", before: rows[0], after: { name, locale } });
  });
}

/** Lets everybody estimate at list prices under the workspace's name, or no longer. */
export async function openEstimator(access: Access, isOpen: boolean): Promise<void> {
  await transaction(async (client) => {
    const { rowCount } = await client.query("update workspace set public_estimator = $2 where id = $1 and public_estimator <> $2", [
      access.workspaceId,
      isOpen,
    ]);
    if (rowCount) await audit(client, access, { action: isOpen ? "estimator.opened" : "estimator.closed" });
  });
}

/** Founds another workspace, owned by whoever asks. Throws `not_allowed` for who runs none yet. */
export async function createWorkspace(person: Person, of: NewWorkspace): Promise<{ slug: string }> {
  if (!(await mayFoundWorkspace(person))) throw new Refusal("not_allowed", "only owners and admins of a workspace found another");
  return transaction((client) => storeWorkspace(client, of, person.id));
}

/** Keeps a new workspace and its owner. Its address is its name, with an ending where that is taken. */
export async function storeWorkspace(client: pg.ClientBase, of: NewWorkspace, ownerId: string): Promise<{ id: number; slug: string }> {
  const base = slugOf(of.name);
  const { rows } = await client.query<{ id: number; slug: string }>(
    `insert into workspace (slug, name, timezone, locale)
     values (case when exists (select 1 from workspace where slug = $1) then $2 else $1 end, $3, $4, $5) returning id, slug`,
    [base, `${base}-${randomBytes(3).toString("hex")}`, of.name, of.timezone, of.locale],
  );
  const { id = 0, slug = "" } = rows[0] ?? {};
  await client.query("insert into membership (workspace_id, user_id, role) values ($1, $2, 'owner')", [id, ownerId]);
  await audit(client, { workspaceId: id, actor: `user:${ownerId}` }, { action: "workspace.created", target: slug });
  return { id, slug };
}
