import { z } from "zod";
import { countSchema, daySchema, moneyJson, moneySchema, tokensJson, tokensSchema } from "@/lib/api/wire";
import type { Sums } from "@/lib/spend/spend";
import { totalTokens, wireCount } from "@/lib/usage/tokens";
import type { MonthEffect, SourceLine } from "./overview";

const unpricedSchema = z.object({ requests: countSchema, tokens: countSchema });

export const sourceSchema = z.object({
  source: z.string(),
  first_day: daySchema,
  last_day: daySchema,
  rows: countSchema,
  providers: z.array(
    z.object({
      provider: z.string().nullable(),
      counted: z.boolean().describe("today"),
      requests: countSchema,
      tokens: tokensSchema,
      cost: moneySchema.nullable(),
      unpriced: unpricedSchema,
    }),
  ),
  standings: z.array(z.object({ provider: z.string().nullable(), from: daySchema.nullable(), counted: z.boolean() })),
});

/** A source as the API answers it: all that came from it, whether it counts or not. */
export function sourceJson({ name, firstDay, lastDay, rows, providers, history }: SourceLine): z.input<typeof sourceSchema> {
  return {
    source: name,
    first_day: firstDay,
    last_day: lastDay,
    rows: wireCount(rows),
    providers: providers.map(({ provider, isCounted, sums: { requests, tokens, cost, unpriced } }) => ({
      provider,
      counted: isCounted,
      requests: wireCount(requests),
      tokens: tokensJson(tokens) as z.input<typeof tokensSchema>,
      cost: moneyJson(cost),
      unpriced: { requests: wireCount(unpriced.requests), tokens: wireCount(unpriced.tokens) },
    })),
    standings: history.map(({ provider, startsOn, isCounted }) => ({ provider, from: startsOn, counted: isCounted })),
  };
}

const effectSchema = z.object({ tokens: countSchema, cost: moneySchema.nullable() });

export const standingEffectSchema = z.object({ months: z.array(z.object({ month: z.string(), before: effectSchema, after: effectSchema })) });

/** What a change would do to the months' spend. */
export function standingEffectJson(effects: readonly MonthEffect[]): z.input<typeof standingEffectSchema> {
  const sums = ({ tokens, cost }: Sums) => ({ tokens: wireCount(totalTokens(tokens)), cost: moneyJson(cost) });
  return { months: effects.map(({ month, before, after }) => ({ month, before: sums(before), after: sums(after) })) };
}
