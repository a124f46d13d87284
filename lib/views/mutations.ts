import "server-only";
import type pg from "pg";
import type { z } from "zod";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Person } from "@/lib/people/person";
import type { newViewSchema } from "./schema";

/** Who keeps views, and whether those for everybody are theirs to change. */
export type Keeper = { access: Access; person: Person; mayShare: boolean };

type Stored = { id: number; name: string; search: string; owner_id: string | null };

/** Keeps a view, for oneself or for everybody; what is for everybody is written to the trail. Throws `not_allowed`. */
export async function saveView({ access, person, mayShare }: Keeper, { name, search, shared }: z.output<typeof newViewSchema>): Promise<number> {
  if (shared && !mayShare) throw new Refusal("not_allowed");
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      "insert into saved_view (workspace_id, name, search, owner_id, created_by) values ($1, $2, $3, $4, $5) returning id",
      [access.workspaceId, name, search, shared ? null : person.id, access.actor],
    );
    const id = rows[0]?.id ?? 0;
    if (shared) await audit(client, access, { action: "view.saved", target: String(id), after: { name, search } });
    return id;
  });
}

/** Throws `not_found`, also for a view of somebody else; `not_allowed`. */
export async function renameView(keeper: Keeper, id: number, name: string): Promise<void> {
  await changed(keeper, id, "view.renamed", { name }, (client) =>
    client.query("update saved_view set name = $3 where workspace_id = $1 and id = $2", [keeper.access.workspaceId, id, name]),
  );
}

/** Takes a view away; it can be restored for 30 days, and is meanwhile nobody's default. Throws as `renameView`. */
export async function deleteView(keeper: Keeper, id: number): Promise<void> {
  await changed(keeper, id, "view.deleted", undefined, (client) =>
    client.query("update saved_view set deleted_at = now() where workspace_id = $1 and id = $2 and deleted_at is null", [
      keeper.access.workspaceId,
      id,
    ]),
  );
}

/** Brings a deleted view back. Throws as `renameView`. */
export async function restoreView(keeper: Keeper, id: number): Promise<void> {
  await changed(keeper, id, "view.restored", undefined, (client) =>
    client.query("update saved_view set deleted_at = null where workspace_id = $1 and id = $2", [keeper.access.workspaceId, id]),
  );
}

/** Opens the spend page with a view from now on, for this person; once more, and it opens as ever. Throws `not_found`. */
export async function chooseDefaultView({ access, person }: Keeper, id: number): Promise<void> {
  await transaction(async (client) => {
    const view = await viewOf(client, access, person, id);
    const { rowCount } = await client.query("delete from default_view where workspace_id = $1 and user_id = $2 and view_id = $3", [
      ...[access.workspaceId, person.id, view.id],
    ]);
    if (rowCount) return;
    await client.query(
      `insert into default_view (workspace_id, user_id, view_id) values ($1, $2, $3)
       on conflict (workspace_id, user_id) do update set view_id = excluded.view_id`,
      [access.workspaceId, person.id, view.id],
    );
  });
}

async function changed(
  { access, person, mayShare }: Keeper,
  id: number,
  action: string,
  after: { name: string } | undefined,
  write: (client: pg.ClientBase) => Promise<unknown>,
): Promise<void> {
  await transaction(async (client) => {
    const view = await viewOf(client, access, person, id);
    const isShared = view.owner_id === null;
    if (isShared && !mayShare) throw new Refusal("not_allowed");
    await write(client);
    const { name, search } = view;
    if (isShared) await audit(client, access, { action, target: String(id), before: after ? { name } : { name, search }, ...(after && { after }) });
  });
}

/** A view that the person sees: their own, or one for everybody where they see all teams. */
async function viewOf(client: pg.ClientBase, { workspaceId, teams }: Access, person: Person, id: number): Promise<Stored> {
  const { rows } = await client.query<Stored>(
    "select id, name, search, owner_id from saved_view where workspace_id = $1 and id = $2 and (owner_id = $3 or (owner_id is null and $4)) for update",
    [workspaceId, id, person.id, teams === "all"],
  );
  if (!rows[0]) throw new Refusal("not_found", `there is no view ${id}`);
  return rows[0];
}
