import "server-only";
import { now } from "./clock";
import { pool } from "./db";
import { env } from "./env";
import { Refusal } from "./errors";

/**
 * Counts a request of a key, person or address, for all processes together: `requestsPerMinute` in the long run, `requestBurst` at once. One statement, which
 * moves the instant until which the caller has spent its allowance. Throws `too_many_requests`.
 */
export async function countRequest(
  caller: string,
  { requestsPerMinute, requestBurst }: Pick<typeof env, "requestsPerMinute" | "requestBurst"> = env,
): Promise<void> {
  const at = now();
  const stepMs = 60_000 / requestsPerMinute;
  const mostMs = stepMs * requestBurst;
  const spent = "greatest(r.spent_until, $4) + $2 * interval '1 millisecond'";
  const { rowCount } = await pool().query(
    `insert into request_rate as r values ($1, $4::timestamptz + $2 * interval '1 millisecond')
     on conflict (key) do update set spent_until = ${spent} where ${spent} <= $4::timestamptz + $3 * interval '1 millisecond'`,
    [caller.slice(0, 200), stepMs, mostMs, new Date(at)],
  );
  if (rowCount) return;
  const { rows } = await pool().query<{ until: Date }>("select spent_until as until from request_rate where key = $1", [caller.slice(0, 200)]);
  const waitMs = (rows[0]?.until.getTime() ?? at) + stepMs - mostMs - at;
  throw new Refusal("too_many_requests", `more than ${requestsPerMinute} requests a minute`, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}

/** Takes out whoever has their whole allowance back. */
export async function forgetIdleCallers(): Promise<void> {
  await pool().query("delete from request_rate where spent_until < $1", [new Date(now())]);
}
