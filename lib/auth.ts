import "server-only";
import { headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { env } from "./env";
import { Refusal } from "./errors";
import { log } from "./log";
import { sessionLife } from "./people/person";
import { closeSession, openSession, userOf } from "./people/sign-in";

/** Whose address it is: what the server in front of the app wrote last, which nobody else can. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
}

/** next-auth: e-mail and password, a signed cookie that only names a session kept (and revocable) in the database. */
export function authOptions(): NextAuthOptions {
  const isSecure = env.appUrl.startsWith("https:");
  return {
    secret: env.authSecret,
    useSecureCookies: isSecure,
    session: { strategy: "jwt", maxAge: sessionLife.wholeMs / 1000 },
    pages: { signIn: "/signin", error: "/signin" },
    cookies: {
      sessionToken: {
        name: isSecure ? "__Host-obole.session" : "obole.session",
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure },
      },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: (credentials) => signIn(credentials?.email ?? "", credentials?.password ?? ""),
      }),
    ],
    callbacks: {
      jwt: async ({ token, user }) => (user ? { sid: await openSession(user.id, await device()) } : token),
      session: ({ session, token }) => ({ ...session, sid: token.sid }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await closeSession(token.sid);
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

async function signIn(email: string, password: string): Promise<{ id: string } | null> {
  try {
    const id = await userOf({ email, password, address: await clientAddress() });
    return id === null ? null : { id };
  } catch (error) {
    // next-auth puts the message into an address, so it says no more than a code.
    if (error instanceof Refusal) throw new Error(error.code);
    log.error({ err: error }, "sign-in failed");
    throw new Error("unavailable");
  }
}

async function device(): Promise<{ userAgent: string | null; address: string }> {
  return { userAgent: (await headers()).get("user-agent"), address: await clientAddress() };
}
