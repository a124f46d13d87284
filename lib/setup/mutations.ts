import "server-only";
import { timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { z } from "zod";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { storeApiKey } from "@/lib/api-keys/mutations";
import { pool, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { emailSchema } from "@/lib/people/email";
import { hashPassword } from "@/lib/people/password";
import { nameSchema, newPasswordSchema } from "@/lib/people/schema";
import { isZone } from "@/lib/period";
import { scopes } from "@/lib/permissions";
import { storeWorkspace } from "@/lib/workspaces/mutations";

const setupLock = 72707371;

/** What the first owner says. Issues' messages are codes whose words are in the catalogues. */
export const setupSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  workspace: z.string().trim().min(1, "required").max(100, "too_long"),
  timezone: z.string().refine(isZone, "not_a_zone"),
  locale: z.enum(["en", "fr"]),
  token: z.string().optional(),
});

export type SetUp = z.output<typeof setupSchema>;

/** Whether the first visit has still to happen. */
export async function isUnclaimed(): Promise<boolean> {
  return !(await pool().query('select 1 from "user" limit 1')).rowCount;
}

/** Whether `/setup` asks for the token that the log shows: when the port is open to others. */
export function needsSetupToken(): boolean {
  return Boolean(process.env.OBOLE_SETUP_TOKEN);
}

/** Creates the owner and the first workspace, once. Throws `already_set_up`, or `invalid_input` for a wrong token. */
export async function setUp(of: SetUp): Promise<{ slug: string; access: Access }> {
  if (needsSetupToken() && !isToken(of.token ?? "")) {
    throw new Refusal("invalid_input", "wrong token", { errors: [{ path: "token", code: "wrong_token", detail: "see the log" }] });
  }
  const passwordHash = await hashPassword(of.password);
  return transaction(async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [setupLock]);
    if ((await client.query('select 1 from "user" limit 1')).rowCount) throw new Refusal("already_set_up", "the owner exists already; sign in");
    return await createOwner(client, { ...of, passwordHash });
  });
}

/** Headless set-up from the environment when nobody is there yet; the key counts even when somebody is. */
export async function ensureInitialOwner({ loadSample }: { loadSample: (access: Access) => Promise<void> }): Promise<void> {
  const { initEmail, initPassword, initWorkspace } = env;
  if (!initEmail || !initPassword) return;
  const passwordHash = await hashPassword(initPassword);
  const made = await transaction(async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [setupLock]);
    if ((await client.query('select 1 from "user" limit 1')).rowCount) return null;
    const { access } = await createOwner(client, {
      name: initEmail.split("@")[0] ?? initEmail,
      email: initEmail.trim().toLowerCase(),
      passwordHash,
      workspace: initWorkspace ?? "Obole",
      timezone: env.initTimezone ?? "UTC",
      locale: env.initLocale === "fr" ? "fr" : "en",
    });
    if (env.initApiKey) await storeApiKey(client, access, { key: env.initApiKey, name: "OBOLE_INIT_API_KEY", scopes });
    return access;
  });
  if (made && env.initSample) await loadSample(made);
}

async function createOwner(
  client: pg.ClientBase,
  { name, email, passwordHash, workspace, timezone, locale }: Omit<SetUp, "password" | "token"> & { passwordHash: string },
): Promise<{ access: Access; slug: string }> {
  const user = await client.query<{ id: string }>('insert into "user" (email, name, password_hash) values ($1, $2, $3) returning id', [
    ...[email, name],
    passwordHash,
  ]);
  const userId = user.rows[0]?.id ?? "";
  const { id, slug } = await storeWorkspace(client, { name: workspace, timezone, locale }, userId);
  return { access: mintAccess({ workspaceId: id, timezone, teams: "all", actor: `user:${userId}` }), slug };
}

function isToken(given: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(process.env.OBOLE_SETUP_TOKEN ?? "")];
  return a.length === b.length && timingSafeEqual(a, b);
}
