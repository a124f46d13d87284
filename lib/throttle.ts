import "server-only";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "./db";
import { Refusal } from "./errors";

const minutes = 15;
/** Wrong passwords: few for one account from one address, more for an account from anywhere, more for an address over all accounts. */
const limits = { pair: 10, account: 50, address: 100 };

type Kind = keyof typeof limits;

function limiter(kind: Kind): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: pool(),
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix: `signin_${kind}`,
    points: limits[kind],
    duration: minutes * 60,
  });
}

/** Counts a wrong attempt to sign in, or forgets them all after a right one. `check` throws `too_many_requests` while there were too many. */
export function signInThrottle(account: string, address: string) {
  const keys: [Kind, string][] = [
    ["pair", `${account}|${address}`.slice(0, 200)],
    ["account", account.slice(0, 200)],
    ["address", address.slice(0, 200)],
  ];
  return {
    check: async () => {
      for (const [kind, key] of keys) {
        const found = await limiter(kind).get(key);
        if (found && found.consumedPoints >= limits[kind]) throw tooMany(found.msBeforeNext);
      }
    },
    failed: async () => {
      for (const [kind, key] of keys) {
        await limiter(kind)
          .consume(key)
          .catch((refused) => {
            if (!(refused instanceof RateLimiterRes)) throw refused;
          });
      }
    },
    succeeded: async () => {
      for (const [kind, key] of keys.slice(0, 1)) await limiter(kind).delete(key);
    },
  };
}

function tooMany(ms: number): Refusal {
  return new Refusal("too_many_requests", "too many attempts; wait before the next", { retryAfterSeconds: Math.ceil(ms / 1000) });
}
