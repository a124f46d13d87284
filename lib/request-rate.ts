import "server-only";
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
  const step = 60 / requestsPerMinute;
  const spent = "greatest(r.spent_until, clock_timestamp()) + make_interval(secs => $2)";
  const { rowCount } = await pool().query(
    `insert into request_rate as r values ($1, clock_timestamp() + make_interval(secs => $2))
     on conflict (key) do update set spent_until = ${spent} where ${spent} <= clock_timestamp() + make_interval(secs => $3)`,
    [caller.slice(0, 200), step, step * requestBurst],
  );
  if (!rowCount)
    throw new Refusal("too_many_requests", `more than ${requestsPerMinute} requests a minute`, { retryAfterSeconds: Math.max(1, Math.ceil(step)) });
}

/** Takes out whoever has their whole allowance back. */
export async function forgetIdleCallers(): Promise<void> {
  await pool().query("delete from request_rate where spent_until < now()");
}
