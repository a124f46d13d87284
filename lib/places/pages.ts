import type { Permission } from "@/lib/permissions";

/** The parts of the settings, in their order, and what it takes to open them. `word`: of `settings.sections`. */
export const settingsPages = [
  { path: "security", word: "profile", permission: "profile:write" },
  { path: "workspace", word: "workspace", permission: "settings:write" },
  { path: "members", word: "members", permission: "members:write" },
  { path: "sign-in", word: "signIn", permission: "sign-in:write" },
  { path: "prices", word: "prices", permission: "models:see" },
  { path: "sources", word: "sources", permission: "attribution:see" },
  { path: "attribution", word: "attribution", permission: "attribution:see" },
  { path: "currency", word: "currency", permission: "finance:see" },
  { path: "chargeback", word: "chargeback", permission: "finance:see" },
  { path: "alerts", word: "alerts", permission: "alerts:write" },
  { path: "api-keys", word: "keys", permission: "keys:write" },
  { path: "webhooks", word: "webhooks", permission: "webhooks:write" },
  { path: "data", word: "data", permission: "workspace:export" },
  { path: "audit", word: "audit", permission: "audit:see" },
] as const satisfies readonly { path: string; word: string; permission: Permission }[];

/** The pages of the navigation, what it takes to open them, and the letter that leads there after `g`. `word`: of `nav`. */
export const mainPages = [
  { path: "spend", word: "spend", permission: "spend:see", key: "s" },
  { path: "efficiency", word: "efficiency", permission: "spend:see", key: "f" },
  { path: "savings", word: "savings", permission: "spend:see", key: "v" },
  { path: "estimate", word: "estimate", permission: "models:see", key: "e" },
  { path: "models", word: "models", permission: "models:see", key: "m" },
  { path: "imports", word: "imports", permission: "imports:see", key: "i" },
  { path: "chargeback", word: "chargeback", permission: "finance:see", key: "b" },
  { path: "charges", word: "charges", permission: "finance:see", key: "c" },
  { path: "reports", word: "reports", permission: "reports:export", key: "r" },
  { path: "budgets", word: "budgets", permission: "budgets:see", key: "u" },
  { path: "reconciliation", word: "reconciliation", permission: "reconciliation:see", key: "n" },
  { path: "settings", word: "settings", permission: "profile:write", key: "t" },
] as const satisfies readonly { path: string; word: string; permission: Permission; key: string }[];
