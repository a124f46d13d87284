import "server-only";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";

/**
 * Counts a request of a key, for all processes together: a bucket of `OBOLE_REQUEST_BURST` requests that fills up again evenly, at
 * `OBOLE_REQUESTS_PER_MINUTE`. Kept as the instant at which it will be full again (GCRA), so that one statement counts and decides.
 * Throws `too_many_requests`; what was refused does not count.
 */
export async function countRequest(keyId: string): Promise<void> {
  const at = now();
  const stepMs = 60_000 / env.requestsPerMinute;
  const mostMs = stepMs * env.requestBurst;
  const { rowCount } = await pool().query(
    `insert into api_key_rate as r (key_id, spent_until) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
     on conflict (key_id) do update set spent_until = greatest(r.spent_until, $2) + $3 * interval '1 millisecond'
     where greatest(r.spent_until, $2) + $3 * interval '1 millisecond' <= $2::timestamptz + $4 * interval '1 millisecond'`,
    [keyId, new Date(at), stepMs, mostMs],
  );
  if (rowCount) return;
  const { rows } = await pool().query<{ until: Date }>("select spent_until as until from api_key_rate where key_id = $1", [keyId]);
  const waitMs = (rows[0]?.until.getTime() ?? at) + stepMs - mostMs - at;
  throw new Refusal("too_many_requests", `more than ${env.requestsPerMinute} requests a minute`, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}
