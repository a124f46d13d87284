import "server-only";
import type { Access } from "@/lib/access";
import { attributionRules } from "@/lib/attribution/queries";
import { snapshot } from "@/lib/db";
import type { Pico } from "@/lib/money";
import { daysPeriod, type Month } from "@/lib/period";
import { pricesKnown } from "@/lib/spend/queries";
import { monthsWithUsage } from "@/lib/spend/span";
import { addSums, noSums, type Sums } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";
import { understood } from "./names";
import { chargebackHistory, daysOf, knownAt, usageOf } from "./queries";
import { askedBy, type ChargebackRule, stretchesOf } from "./rule";
import type { NewChargebackRule } from "./schema";

/** Usage of a month that would be charged elsewhere. null: no cost centre; `cost` null: nothing of it has a price. */
export type ChargebackMove = { month: Month; from: string | null; to: string | null; tokens: bigint; cost: Pico | null };

/** A change of the rules: one that is added, or withdrawn. */
export type ChargebackChange = { add: NewChargebackRule } | { withdraw: number };

const mostMonths = 12;

/** What a change of the rules would move in the latest months with usage, by the functions that would move it; newest month first. Writes nothing. */
export async function previewChargeback(access: Access, change: ChargebackChange): Promise<ChargebackMove[]> {
  const added = "add" in change ? await understood(access, change.add) : null;
  const months = (await monthsWithUsage(access)).slice(-mostMonths).reverse();
  return snapshot(async (client) => {
    const before: ChargebackRule[] = knownAt(await chargebackHistory(access, client));
    const after =
      "add" in change
        ? [...before, ...(added ? [{ ...added, id: Number.MAX_SAFE_INTEGER }] : [])]
        : before.filter(({ id }) => id !== change.withdraw);
    const attribution = await attributionRules(client, access.workspaceId);
    const asked = askedBy([...before, ...after]);
    const prices = await pricesKnown(access, undefined, client);
    const moves: ChargebackMove[] = [];
    for (const month of months) {
      const found = new Map<string, { from: string | null; to: string | null; sums: Sums }>();
      // Cut for both, each stretch has one account before and one after.
      for (const { from, to } of stretchesOf([...before, ...after], attribution, daysOf(month))) {
        const [was] = stretchesOf(before, attribution, { from, to });
        const [is] = stretchesOf(after, attribution, { from, to });
        for await (const { who, sums } of usageOf(client, access, daysPeriod(from, to, access.timezone), asked, [], prices)) {
          const [old, young] = [was?.accountOf(who)?.centre ?? null, is?.accountOf(who)?.centre ?? null];
          if (old === young) continue;
          const key = JSON.stringify([old, young]);
          found.set(key, { from: old, to: young, sums: addSums(found.get(key)?.sums ?? noSums, sums) });
        }
      }
      moves.push(...[...found.values()].map(({ from, to, sums }) => ({ month, from, to, tokens: totalTokens(sums.tokens), cost: sums.cost })));
    }
    return moves;
  });
}
