import type { Role } from "@/lib/permissions";

/** What is known of somebody and a workspace when they come in through the provider. */
export type Known = {
  /** As they stand; null: no member. */
  member: { role: Role; source: string } | null;
  /** They left or were removed. */
  isFormer: boolean;
  /** The highest role their groups give; null: none of their groups has one. */
  groupRole: Role | null;
  /** The role their proven domain gives; null: it has none. */
  domainRole: Role | null;
  /** Whether the provider told their groups at all. */
  knowsGroups: boolean;
};

export type Step = { kind: "keep" } | { kind: "leave" } | { kind: "join" | "change"; role: Role; source: "group" | "domain" };

/**
 * What coming in changes: groups decide over domains; who came by a group goes with it; an owner stays one, and who was removed stays out. Groups
 * that the provider did not tell are unknown, not none.
 */
export function stepOf({ member, isFormer, groupRole, domainRole, knowsGroups }: Known): Step {
  if (!member) {
    if (isFormer) return { kind: "keep" };
    if (groupRole) return { kind: "join", role: groupRole, source: "group" };
    return domainRole ? { kind: "join", role: domainRole, source: "domain" } : { kind: "keep" };
  }
  if (member.role === "owner" || !knowsGroups) return { kind: "keep" };
  if (groupRole) {
    const isSame = member.role === groupRole && member.source === "group";
    return isSame ? { kind: "keep" } : { kind: "change", role: groupRole, source: "group" };
  }
  if (member.source !== "group") return { kind: "keep" };
  return domainRole ? { kind: "change", role: domainRole, source: "domain" } : { kind: "leave" };
}
