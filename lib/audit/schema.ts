import { z } from "zod";
import { daySchema } from "@/lib/api/wire";

const cursor = z
  .string()
  .regex(/^\d{1,18}$/, "take it from next_cursor")
  .optional();

/** What the API asks of the trail; days are local, `to` is exclusive. */
export const auditQuerySchema = z.strictObject({
  cursor,
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  action: z.string().max(100).optional(),
  actor: z.string().max(100).optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
});

export const auditEntrySchema = z.object({
  id: z.string().describe("number in the workspace's trail, without gaps"),
  at: z.iso.datetime(),
  actor: z.string().describe("user:<id>, key:<id>, console or system"),
  action: z.string(),
  target: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  address: z.string().nullable(),
  request_id: z.string().nullable(),
  hash: z.string().describe("SHA-256 over the hash before it and this entry, hexadecimal"),
});
