import { z } from "zod";
import { name } from "@/lib/usage/fields";

const header = z.string().max(500).transform(name).pipe(z.string().min(1));

/** How the columns of a table that no format knows become our fields. Names of columns are as in the file's header. */
export const mappingSchema = z.strictObject({
  columns: z.strictObject({
    timestamp: header,
    model: header,
    input_tokens: header,
    output_tokens: header,
    provider: header.optional(),
    cached_input_tokens: header.optional(),
    cache_write_tokens: header.optional(),
    cache_write_1h_tokens: header.optional(),
    reasoning_tokens: header.optional(),
    requests: header.optional(),
    service_tier: header.optional(),
    team: header.optional(),
    project: header.optional(),
    user: header.optional(),
    api_key: header.optional(),
    request_id: header.optional(),
    cost: header.optional(),
  }),
  /** Of every row; wins over a column. */
  provider: z.string().max(500).transform(name).optional(),
  /** How 03/04/2026 is meant. Without it such dates are refused as ambiguous. */
  date_order: z.enum(["dmy", "mdy"]).optional(),
  /** Whether the input column contains cached and written tokens. */
  input_includes_cached: z.boolean().default(true),
  /** Of the cost column. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "an ISO 4217 code, as EUR")
    .default("USD"),
});

export type Mapping = z.output<typeof mappingSchema>;

/** A mapping as it comes in a query: JSON text. */
export const mappingTextSchema = z
  .string()
  .max(20_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: 'JSON, as {"columns": {"timestamp": "Day", "model": "Model", …}}' });
      return z.NEVER;
    }
  })
  .pipe(mappingSchema);
