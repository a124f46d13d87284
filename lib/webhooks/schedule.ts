import type { Instant } from "@/lib/period";

const minute = 60_000;
const hour = 60 * minute;

/** How long to wait after the first, second, … attempt: nearly two days in all. */
const waits = [10_000, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour, 24 * hour];

/** What becomes of a message after so many attempts, the last of which failed or not; `next` null: it is not tried again. */
export function afterAttempt(attempts: number, hasFailed: boolean, at: Instant): { status: "waiting" | "delivered" | "failed"; next: Date | null } {
  const next = hasFailed ? nextAttemptAfter(attempts, at) : null;
  return { status: !hasFailed ? "delivered" : next === null ? "failed" : "waiting", next: next === null ? null : new Date(next) };
}

/** When to try again after so many attempts, up to a tenth later so that not everything comes at once; null: not any more. */
export function nextAttemptAfter(attempts: number, at: Instant, random: () => number = Math.random): Instant | null {
  const wait = waits[attempts - 1];
  return wait === undefined ? null : Math.round(at + wait * (1 + random() / 10));
}
