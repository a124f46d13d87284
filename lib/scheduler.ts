import type { Access } from "./access";
import { mintAccess } from "./access-mint";

/** What the scheduler may see of a workspace: all of it, in its own name. Only for what runs by itself. */
export function accessOfScheduler({ workspaceId, timezone }: Pick<Access, "workspaceId" | "timezone">): Access {
  return mintAccess({ workspaceId, timezone, teams: "all", actor: "system" });
}
