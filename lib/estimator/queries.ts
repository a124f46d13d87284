import "server-only";
import type { Access } from "@/lib/access";
import { addDays, dayOf, daysPeriod, type Instant } from "@/lib/period";
import { spend } from "@/lib/spend/queries";
import { totalTokens } from "@/lib/usage/tokens";
import { daysOfMix, type Usage } from "./load";

/** What a workspace used in the 30 whole days before today; `usage` null: nothing. `isPartlyUnknown`: some rows do not say how many calls they are, so none are told. */
export async function recentUsage(access: Access, at: Instant): Promise<{ usage: Usage | null; isPartlyUnknown: boolean }> {
  const today = dayOf(at, access.timezone);
  const { total } = await spend(access, { period: daysPeriod(addDays(today, -Number(daysOfMix)), today, access.timezone) });
  const isPartlyUnknown = total.requestsUnknown > 0n;
  if (totalTokens(total.tokens) === 0n) return { usage: null, isPartlyUnknown };
  return { usage: { tokens: total.tokens, calls: isPartlyUnknown ? 0n : total.requests }, isPartlyUnknown };
}
