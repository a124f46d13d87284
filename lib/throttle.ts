import "server-only";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "./db";
import { Refusal } from "./errors";

/** How long an attempt to sign in counts, in seconds; nobody is locked out for longer. */
export const throttleSeconds = 15 * 60;

/** Attempts: few for one account from one address, more for an account from anywhere, more for an address over all accounts. */
const limits = { pair: 10, account: 50, address: 100 };

type Kind = keyof typeof limits;

/** Counts attempts to sign in, for all processes together, before the password is looked at; a right one takes its count back. */
export function signInThrottle(account: string, address: string) {
  const keys: [Kind, string][] = [
    ["pair", `${address}|${account}`.slice(0, 200)],
    ["account", account.slice(0, 200)],
    ["address", address.slice(0, 200)],
  ];
  return {
    /** Throws `too_many_requests`. */
    attempt: async (): Promise<void> => {
      for (const [kind, key] of keys) {
        try {
          await limiter(kind).consume(key);
        } catch (refused) {
          if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
          throw refused;
        }
      }
    },
    succeeded: async (): Promise<void> => {
      for (const [kind, key] of keys) await (kind === "pair" ? limiter(kind).delete(key) : limiter(kind).reward(key));
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
