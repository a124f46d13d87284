import "server-only";
import { headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { now } from "./clock";
import { prisma } from "./db";
import { env } from "./env";
import { Refusal } from "./errors";
import { isPassword } from "./people/password";
import { signInThrottle } from "./throttle";

/** A session ends after 30 days, or after 7 in which nobody used it. */
export const sessionDays = { whole: 30, idle: 7 };

export function isSecure(): boolean {
  return env.appUrl.startsWith("https:");
}

/** The cookie that names the session. */
export function sessionCookie(): string {
  return isSecure() ? "__Host-obole.session" : "obole.session";
}

/** Whose address it is: what the server in front of the app wrote, which nobody else can. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
}

/** next-auth: e-mail and password, a signed cookie that only names a session kept (and revocable) in the database. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env.authSecret,
    session: { strategy: "jwt", maxAge: sessionDays.whole * 86_400 },
    pages: { signIn: "/signin", error: "/signin" },
    cookies: {
      sessionToken: { name: sessionCookie(), options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() } },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: (credentials) => signIn(credentials?.email ?? "", credentials?.password ?? ""),
      }),
    ],
    callbacks: {
      jwt: async ({ token, user }) => (user ? { sid: await openSession(user.id) } : token),
      session: ({ session, token }) => ({ ...session, sid: token.sid }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string")
          await prisma.session.updateMany({ where: { id: token.sid, revokedAt: null }, data: { revokedAt: new Date(now()) } });
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

/** The same answer, in about the same time, for an unknown address and a wrong password. */
async function signIn(email: string, password: string): Promise<{ id: string } | null> {
  const account = email.trim().toLowerCase();
  const throttle = signInThrottle(account, await clientAddress());
  try {
    await throttle.check();
  } catch (error) {
    if (error instanceof Refusal) throw new Error("too_many_requests");
    throw error;
  }
  const user = await prisma.user.findUnique({ where: { email: account }, select: { id: true, passwordHash: true } });
  if (!(await isPassword(user?.passwordHash ?? null, password)) || !user) {
    await throttle.failed();
    return null;
  }
  await throttle.succeeded();
  return { id: user.id };
}

async function openSession(userId: string): Promise<string> {
  const at = now();
  const { id } = await prisma.session.create({
    data: {
      userId,
      createdAt: new Date(at),
      lastSeenAt: new Date(at),
      expiresAt: new Date(at + sessionDays.whole * 86_400_000),
      userAgent: (await headers()).get("user-agent")?.slice(0, 300),
      address: await clientAddress(),
    },
  });
  return id;
}
