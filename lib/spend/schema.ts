import { z } from "zod";
import { groupBySchema, usageQueryShape } from "@/lib/api/wire";
import { granularities } from "./dimension";

export const spendQuerySchema = z.strictObject({ ...usageQueryShape, granularity: z.enum(granularities).optional(), group_by: groupBySchema });

export const eventsQuerySchema = z.strictObject({
  ...usageQueryShape,
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});
