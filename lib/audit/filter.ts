import { isDay, startOfDay, type Zone } from "@/lib/period";
import type { AuditFilter } from "./queries";

type Asked = { action?: string; actor?: string; from?: string; to?: string };

/** The filter that a query string names; days are local, and what is empty or no day is not asked for. */
export function filterOf({ action, actor, from, to }: Asked, zone: Zone): AuditFilter {
  return {
    ...(action && { action }),
    ...(actor && { actor }),
    ...(from && isDay(from) && { from: startOfDay(from, zone) }),
    ...(to && isDay(to) && { to: startOfDay(to, zone) }),
  };
}
