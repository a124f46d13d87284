import "server-only";
import { cookies, headers } from "next/headers";
import type { Account, NextAuthOptions, Profile } from "next-auth";
import { decode } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "./env";
import { Refusal } from "./errors";
import { log } from "./log";
import { sessionLife } from "./people/person";
import { personOfSession } from "./people/queries";
import { closeSession, openSession, userOf } from "./people/sign-in";
import { safeTarget } from "./safe-target";
import { readClaims } from "./single-sign-on/claims";
import { enter } from "./single-sign-on/mutations";
import { userOfIdentity } from "./single-sign-on/queries";

type Claimed = Profile & { iss?: string };

/** Whose address it is: what the server in front of the app wrote last, which nobody else can. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
}

/** next-auth: e-mail and password, or a provider; a signed cookie that only names a session kept (and revocable) in the database. */
export function authOptions(): NextAuthOptions {
  const isSecure = env.appUrl.startsWith("https:");
  return {
    secret: env.authSecret,
    useSecureCookies: isSecure,
    session: { strategy: "jwt", maxAge: sessionLife.wholeMs / 1000 },
    pages: { signIn: "/signin", error: "/signin" },
    cookies: {
      sessionToken: { name: cookieName(), options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {}, code: {} },
        authorize: (given) => withPassword(given?.email ?? "", given?.password ?? "", given?.code ?? ""),
      }),
      ...(env.oidc ? [provider(env.oidc)] : []),
    ],
    callbacks: {
      signIn: ({ account, profile }) => (account?.provider === "oidc" ? withProvider(profile as Claimed) : true),
      jwt: async ({ token, user, account, profile }) => (user ? { sid: await begin(user.id, account, profile as Claimed) } : token),
      session: ({ session, token }) => ({ ...session, sid: token.sid }),
      redirect: ({ url, baseUrl }) => baseUrl + safeTarget(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await closeSession(token.sid);
      },
    },
    logger: {
      error: (code, details) => log.warn({ code, reason: reasonOf(details) }, "a session or a sign-in was refused"),
      warn: () => {},
      debug: () => {},
    },
  };
}

/** Any OpenID Connect provider: what it says is signed, meant for us (`aud`), asked for by this browser (state, PKCE) and not heard before (nonce). */
function provider({ issuer, clientId, clientSecret, name, scope }: NonNullable<typeof env.oidc>): OAuthConfig<Claimed> {
  return {
    ...{ id: "oidc", name, type: "oauth", idToken: true, clientId, clientSecret },
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope } },
    // Many providers tell address and groups here only; what the signed token says stands.
    userinfo: { request: async ({ client, tokens }) => ({ ...(await client.userinfo(tokens.access_token ?? "")), ...claimsOf(tokens.id_token) }) },
    profile: ({ sub }) => ({ id: sub ?? "" }),
  };
}

/** The payload of a token whose signature was checked before. */
function claimsOf(idToken = ""): Claimed {
  return JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8"));
}

async function withPassword(email: string, password: string, code: string): Promise<{ id: string } | null> {
  try {
    const id = await userOf({ email, password, code: code.trim(), address: await clientAddress() });
    return id === null ? null : { id };
  } catch (error) {
    // next-auth puts the message into an address, so it says no more than a code.
    if (error instanceof Refusal) throw new Error(error.code);
    log.error({ err: error }, "sign-in failed");
    throw new Error("unavailable");
  }
}

/** true, or the address that says why not. */
async function withProvider(profile: Claimed): Promise<true | string> {
  try {
    await enter(readClaims(profile, env.oidc?.groupsClaim ?? ""), (await signedIn())?.id ?? null);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) log.error({ err: error }, "single sign-on failed");
    return `/signin?error=${error instanceof Refusal ? error.code : "unavailable"}`;
  }
}

/** A new session at each sign-in; the one this browser had ends. */
async function begin(userId: string, account: Account | null, profile: Claimed | undefined): Promise<string> {
  const isProvider = account?.provider === "oidc";
  const id = isProvider ? await userOfIdentity(profile?.iss ?? "", profile?.sub ?? "") : userId;
  if (!id) throw new Error("nobody was let in");
  const before = await signedIn();
  if (before) await closeSession(before.sessionId);
  const device = { userAgent: (await headers()).get("user-agent"), address: await clientAddress() };
  return openSession(id, { ...device, method: isProvider ? "sso" : "password" });
}

async function signedIn() {
  const token = (await cookies()).get(cookieName())?.value;
  const decoded = token ? await decode({ token, secret: env.authSecret }).catch(() => null) : null;
  return typeof decoded?.sid === "string" ? personOfSession(decoded.sid) : null;
}

function cookieName(): string {
  return env.appUrl.startsWith("https:") ? "__Host-obole.session" : "obole.session";
}

/** What went wrong, without what was sent. */
function reasonOf(details: unknown): string {
  const error = details instanceof Error ? details : (details as { error?: unknown } | undefined)?.error;
  return error instanceof Error ? error.message : "";
}
