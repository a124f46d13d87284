import "server-only";
import type { Access } from "@/lib/access";
import { costOfLines } from "@/lib/adjustments/line";
import { adjustments } from "@/lib/adjustments/queries";
import type { Pico } from "@/lib/money";
import { spend } from "@/lib/spend/queries";
import type { MonthStatus } from "./month";
import { monthStatuses } from "./queries";

/** A month with what its report comes to; null: nothing in it has a price. `unpriced`: tokens that are in no total. */
export type MonthTotal = MonthStatus & { total: Pico | null; unpriced: bigint };

/** Every month with usage, the latest first: closed ones with what they were closed at, open ones as they are. Who sees some teams only sees what these cost now. */
export async function monthTotals(access: Access): Promise<MonthTotal[]> {
  const months = await monthStatuses(access);
  const totals: MonthTotal[] = [];
  for (const status of months) {
    const closed = access.teams === "all" ? status.closed : null;
    const { total } = await spend(access, { period: status.period });
    const carried = await adjustments(access, status.month);
    const live = total.cost === null && !carried.length ? null : (total.cost ?? 0n) + costOfLines(carried);
    totals.push({ ...status, total: closed?.total ?? live, unpriced: total.unpriced.tokens });
  }
  return totals;
}
