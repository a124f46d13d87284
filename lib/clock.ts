import type { Instant } from "./period";

/** The only place that asks what time it is. `OBOLE_NOW` (RFC 3339) pins it, for tests of whole pages. */
export function now(): Instant {
  const pinned = process.env.OBOLE_NOW;
  return pinned ? Date.parse(pinned) : Date.now();
}
