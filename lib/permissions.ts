export const roles = ["owner", "admin", "editor", "finance", "viewer"] as const;
export type Role = (typeof roles)[number];

export const scopes = ["read", "usage:write", "imports:write", "prices:write", "reports", "audit"] as const;
export type Scope = (typeof scopes)[number];

type Grant = {
  roles: readonly Role[];
  /** The scope a key needs; null: people only. */
  scope: Scope | null;
  /** Shows or changes what belongs to all teams, so who sees only some may not. */
  isWhole: boolean;
};

const everybody = roles;

/** Who may do what. A new permission does not compile without its row. */
export const permissions = {
  "spend:see": { roles: everybody, scope: "read", isWhole: false },
  "models:see": { roles: everybody, scope: "read", isWhole: false },
  "imports:see": { roles: everybody, scope: "read", isWhole: true },
  "imports:write": { roles: ["owner", "admin", "editor"], scope: "imports:write", isWhole: true },
  "attribution:see": { roles: everybody, scope: "read", isWhole: true },
  "attribution:write": { roles: ["owner", "admin", "editor", "finance"], scope: "imports:write", isWhole: true },
  "usage:write": { roles: ["owner", "admin", "editor"], scope: "usage:write", isWhole: true },
  "reports:export": { roles: everybody, scope: "reports", isWhole: false },
  "prices:write": { roles: ["owner", "admin", "finance"], scope: "prices:write", isWhole: true },
  "profile:write": { roles: everybody, scope: null, isWhole: false },
  "settings:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "keys:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
} as const satisfies Record<string, Grant>;

export type Permission = keyof typeof permissions;

type Teams = "all" | readonly number[];

/** Whether a member with this role and these teams may. */
export function roleMay(role: Role, teams: Teams, permission: Permission): boolean {
  const { roles: allowed, isWhole }: Grant = permissions[permission];
  return allowed.includes(role) && (teams === "all" || !isWhole);
}

/** Whether a key with these scopes may. */
export function keyMay(granted: readonly string[], permission: Permission): boolean {
  const { scope }: Grant = permissions[permission];
  return scope !== null && granted.includes(scope);
}
