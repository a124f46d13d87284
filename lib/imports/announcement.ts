import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { announce } from "@/lib/webhooks/outbox";

/** Tells webhooks of an import that nothing came of. It changed nothing, so the audit trail does not hold it. */
export async function announceFailure(
  client: pg.ClientBase,
  { workspaceId, actor }: Pick<Access, "workspaceId" | "actor">,
  id: number,
  after: { status: "failed" | "interrupted"; code: string; detail: string },
): Promise<void> {
  await announce(client, workspaceId, "import.failed", { actor, target: String(id), after });
}
