/** From the most to the least. */
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
  // Views for oneself; those for everybody may name any team.
  "views:write": { roles: everybody, scope: null, isWhole: false },
  "views:share": { roles: ["owner", "admin", "editor"], scope: null, isWhole: true },
  "annotations:write": { roles: ["owner", "admin", "editor"], scope: null, isWhole: true },
  "models:see": { roles: everybody, scope: "read", isWhole: false },
  "imports:see": { roles: everybody, scope: "read", isWhole: true },
  "imports:write": { roles: ["owner", "admin", "editor"], scope: "imports:write", isWhole: true },
  "attribution:see": { roles: everybody, scope: "read", isWhole: true },
  "attribution:write": { roles: ["owner", "admin", "editor", "finance"], scope: "imports:write", isWhole: true },
  "usage:write": { roles: ["owner", "admin", "editor"], scope: "usage:write", isWhole: true },
  "reports:export": { roles: everybody, scope: "reports", isWhole: false },
  // Sends whole reports to any address.
  "reports:deliver": { roles: ["owner", "admin", "finance"], scope: null, isWhole: true },
  // What-ifs for oneself; those for everybody may name any team.
  "scenarios:keep": { roles: everybody, scope: null, isWhole: false },
  "scenarios:write": { roles: ["owner", "admin", "editor", "finance"], scope: "reports", isWhole: true },
  "budgets:see": { roles: everybody, scope: "reports", isWhole: false },
  "budgets:write": { roles: ["owner", "admin", "finance"], scope: "reports", isWhole: true },
  "alerts:write": { roles: ["owner", "admin", "finance"], scope: null, isWhole: true },
  // Fixed charges, the reporting currency with its rates, and chargeback.
  "finance:see": { roles: everybody, scope: "read", isWhole: true },
  "finance:write": { roles: ["owner", "admin", "finance"], scope: "reports", isWhole: true },
  "periods:close": { roles: ["owner", "admin", "finance"], scope: "reports", isWhole: true },
  "periods:reopen": { roles: ["owner", "admin"], scope: "reports", isWhole: true },
  "reconciliation:see": { roles: everybody, scope: "reports", isWhole: true },
  "prices:write": { roles: ["owner", "admin", "finance"], scope: "prices:write", isWhole: true },
  // The price book is shared by all workspaces of an installation.
  "book:write": { roles: ["owner"], scope: null, isWhole: true },
  // Shows the price book, under the workspace's name, to whoever has the address.
  "estimator:open": { roles: ["owner"], scope: null, isWhole: true },
  "profile:write": { roles: everybody, scope: null, isWhole: false },
  "settings:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "audit:see": { roles: ["owner", "admin", "finance"], scope: "audit", isWhole: true },
  "workspace:export": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "workspace:delete": { roles: ["owner"], scope: null, isWhole: true },
  "keys:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "webhooks:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "members:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "sign-in:write": { roles: ["owner", "admin"], scope: null, isWhole: true },
  "ownership:write": { roles: ["owner"], scope: null, isWhole: true },
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

/** The roles that somebody with this one can give, change and take away: their own and those below. */
export function rolesUpTo(role: Role): readonly Role[] {
  return roles.slice(roles.indexOf(role));
}

/** The highest of some roles; null: there is none. */
export function highest(some: readonly Role[]): Role | null {
  return roles.find((role) => some.includes(role)) ?? null;
}

/** Whether a role can be limited to some teams: who runs the workspace sees all of it. */
export function canBeLimited(role: Role): boolean {
  return role !== "owner" && role !== "admin";
}
