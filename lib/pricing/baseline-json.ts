import { z } from "zod";
import { instantJson, instantSchema } from "@/lib/api/wire";
import { decimalText } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import type { TokenRatio } from "./baseline";
import type { RecordedBaseline } from "./queries";

const ratioSchema = z.object({ in: z.string(), out: z.string() }).describe("tokens the baseline would need for one of ours");

export const baselineSchema = z.object({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  team: z.string().nullable(),
  project: z.string().nullable(),
  from: z.string().nullable().describe("the day it holds from; null: over all time"),
  k: ratioSchema,
  k_low: ratioSchema,
  k_high: ratioSchema,
  recorded_at: instantSchema,
  recorded_by: z.string(),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
});

/** A baseline as the API answers it and the audit trail keeps it. */
export function baselineJson({ baseline, withdrawnAt, withdrawnBy }: RecordedBaseline): z.input<typeof baselineSchema> {
  const { provider, model, team, project, startsOn, recorded } = baseline;
  return {
    ...{ id: String(recorded?.id ?? ""), provider, model, team: team?.name ?? null, project: project?.name ?? null, from: startsOn },
    ...{ k: ratioJson(baseline.used), k_low: ratioJson(baseline.low), k_high: ratioJson(baseline.high) },
    recorded_at: isoInstant(recorded?.at ?? 0),
    recorded_by: recorded?.by ?? "",
    withdrawn_at: instantJson(withdrawnAt),
    withdrawn_by: withdrawnBy,
  };
}

function ratioJson(ratio: TokenRatio): z.input<typeof ratioSchema> {
  return { in: decimalText(ratio.in), out: decimalText(ratio.out) };
}
