import { z } from "zod";
import { countSchema, daySchema, instantJson, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { isoInstant } from "@/lib/period";
import { explanationJson, explanationSchema } from "@/lib/spend/explanation-json";
import { wireCount } from "@/lib/usage/tokens";
import type { Move } from "./preview";
import type { RecordedRule } from "./queries";
import { attributed, conditions } from "./rule";

export const attributionRuleSchema = z.object({
  id: z.string(),
  kind: z.enum(["assign", "merge"]),
  scope: z.partialRecord(z.enum(conditions), z.string()).optional(),
  team: z.string().nullable().optional(),
  project: z.string().nullable().optional(),
  dimension: z.enum(attributed).optional(),
  value: z.string().optional(),
  into: z.string().optional(),
  from: daySchema.nullable(),
  note: z.string().nullable(),
  recorded_at: instantSchema,
  recorded_by: z.string(),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
});

/** A rule as the API answers it. */
export function attributionRuleJson(rule: RecordedRule): z.input<typeof attributionRuleSchema> {
  const { names } = rule;
  const says =
    rule.kind === "merge"
      ? { dimension: rule.dimension, value: names.value ?? "", into: names.into ?? "" }
      : { scope: names.scope, team: names.team, project: names.project };
  return {
    id: String(rule.id),
    kind: rule.kind,
    ...says,
    from: rule.startsOn,
    note: rule.note,
    recorded_at: isoInstant(rule.recordedAt),
    recorded_by: rule.recordedBy,
    withdrawn_at: instantJson(rule.withdrawnAt),
    withdrawn_by: rule.withdrawnBy,
  };
}

export const attributionMovesSchema = z.object({
  moves: z.array(
    z.object({
      month: z.string(),
      dimension: z.enum(attributed),
      from: z.string().nullable(),
      to: z.string().nullable(),
      requests: countSchema,
      tokens: countSchema,
      cost: moneySchema.nullable(),
      unpriced_tokens: countSchema,
      explained: explanationSchema.nullable().describe("how the cost comes about; of the latest moves only"),
    }),
  ),
});

/** As many as a page shows. */
const mostExplained = 40;

/** What would count under another value, by month; null: unattributed. */
export function attributionMovesJson(moves: readonly Move[]): z.input<typeof attributionMovesSchema> {
  const latest = new Set(moves.toSorted((a, b) => (a.month < b.month ? 1 : a.month > b.month ? -1 : 0)).slice(0, mostExplained));
  return {
    moves: moves.map((move) => ({
      ...{ month: move.month, dimension: move.dimension, from: move.from, to: move.to },
      requests: wireCount(move.requests),
      tokens: wireCount(move.tokens),
      cost: moneyJson(move.cost),
      unpriced_tokens: wireCount(move.unpricedTokens),
      explained: latest.has(move) ? explanationJson(move.explanation) : null,
    })),
  };
}
