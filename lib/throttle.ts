import "server-only";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "./db";
import { Refusal } from "./errors";

/** How long an attempt counts, in seconds; nobody is locked out for longer. */
export const throttleSeconds = 15 * 60;

/**
 * Attempts to sign in: few for one account from one address, more for an account from anywhere, more for an address over all accounts. Then codes and
 * passwords asked for again, for one account, and letters with a link: for one address of mail, and asked for from one address.
 */
const limits = { pair: 10, account: 50, address: 100, code: 10, again: 10, letter: 5, letters: 30 };

type Kind = keyof typeof limits;

/** Counts an attempt, for all processes together. Throws `too_many_requests`. */
export async function countAttempt(kind: Kind, key: string): Promise<void> {
  try {
    await limiter(kind).consume(key.slice(0, 200));
  } catch (refused) {
    if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
    throw refused;
  }
}

/** Starts counting anew, after an attempt that was right. */
export async function forgetAttempts(kind: Kind, key: string): Promise<void> {
  await limiter(kind).delete(key.slice(0, 200));
}

/** Counts attempts to sign in before the password is looked at; a right one takes its count back. */
export function signInThrottle(account: string, address: string) {
  const keys: [Kind, string][] = [
    ["pair", `${address}|${account}`],
    ["account", account],
    ["address", address],
  ];
  return {
    /** Throws `too_many_requests`. */
    attempt: async (): Promise<void> => {
      for (const [kind, key] of keys) await countAttempt(kind, key);
    },
    succeeded: async (): Promise<void> => {
      for (const [kind, key] of keys) await (kind === "pair" ? forgetAttempts(kind, key) : limiter(kind).reward(key.slice(0, 200)));
    },
  };
}

function limiter(kind: Kind): RateLimiterPostgres {
  return new RateLimiterPostgres({
    ...{ storeClient: pool(), tableName: "rate_limit", tableCreated: true },
    ...{ keyPrefix: `signin_${kind}`, points: limits[kind], duration: throttleSeconds },
  });
}

function tooMany(ms: number): Refusal {
  return new Refusal("too_many_requests", "too many attempts; wait before the next", { retryAfterSeconds: Math.ceil(ms / 1000) });
}
