import type { Access } from "./access";

/** Only for the gates that have checked who asks: the session, the API key, the start-up and the tests. */
export function mintAccess(of: Pick<Access, "workspaceId" | "timezone" | "teams" | "actor" | "from">): Access {
  return of as Access;
}
