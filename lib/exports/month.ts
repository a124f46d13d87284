import "server-only";
import type { Access } from "@/lib/access";
import { type Cell, csvLine } from "@/lib/csv";
import { dollars, type Pico, roundHalfEven } from "@/lib/money";
import { type Month, monthPeriod } from "@/lib/period";
import type { Dimension } from "@/lib/spend/dimension";
import { spend } from "@/lib/spend/queries";
import type { Sums } from "@/lib/spend/spend";
import { tokenClasses } from "@/lib/usage/tokens";

export const usualGrouping = ["provider", "model", "team", "project", "user"] as const satisfies readonly Dimension[];

const picoPerCent = 10n ** 10n;

/** The month as the screen shows it, one line per group and a last one with the total: exact amounts, and rounded to cents. */
export async function* monthCsv(access: Access, month: Month, groupBy: readonly Dimension[] = usualGrouping): AsyncGenerator<string> {
  const { rows, total } = await spend(access, { period: monthPeriod(month, access.timezone), granularity: "month", groupBy });
  const tokens = tokenClasses.map((name) => `${name}_tokens`);
  yield csvLine(
    ["month", "timezone", ...groupBy, "requests", ...tokens, "cost_usd", "cost_usd_rounded", "unpriced_requests", "unpriced_tokens"].map((text) => ({
      text,
    })),
  );
  for (const row of rows) {
    const names = groupBy.map((dimension): Cell => (row.dimensions[dimension] == null ? null : { text: row.dimensions[dimension] }));
    yield csvLine([{ text: month }, { text: access.timezone }, ...names, ...numbers(row)]);
  }
  const blank = groupBy.map((): Cell => null);
  yield csvLine([{ text: "total" }, { text: access.timezone }, ...blank, ...numbers(total)]);
}

function numbers({ requests, tokens, cost, unpriced }: Sums): Cell[] {
  const whole = [requests, ...tokenClasses.map((name) => tokens[name])].map(String);
  const money = cost === null ? [null, null] : [{ number: dollars(cost) }, { number: cents(cost) }];
  return [...whole.map((number) => ({ number })), ...money, { number: String(unpriced.requests) }, { number: String(unpriced.tokens) }];
}

/** Rounded once, to two decimals. */
function cents(cost: Pico): string {
  const rounded = roundHalfEven(cost, picoPerCent);
  const text = (rounded < 0n ? -rounded : rounded).toString().padStart(3, "0");
  return `${rounded < 0n ? "-" : ""}${text.slice(0, -2)}.${text.slice(-2)}`;
}
