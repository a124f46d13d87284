import { z } from "zod";
import { isZone } from "@/lib/period";
import { name } from "@/lib/usage/fields";
import { tokenUnits } from "./mapped-field";

const header = z.string().max(500).transform(name).pipe(z.string().min(1));

const constant = z.string().max(500).transform(name).pipe(z.string().min(1)).optional();

const mapped = z.strictObject({
  columns: z.strictObject({
    timestamp: header,
    model: header.optional(),
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
  /** Of every row; each wins over a column. */
  constants: z
    .strictObject({
      provider: constant,
      model: constant,
      service_tier: constant,
      team: constant,
      project: constant,
      user: constant,
      api_key: constant,
    })
    .default({}),
  /** The same as `constants.provider`. */
  provider: z.string().max(500).transform(name).optional(),
  /** Of the columns of tokens. */
  unit: z.enum(tokenUnits).default("tokens"),
  /** Between a number's whole and its fraction; the other mark groups its digits. Without it the file's separator decides. */
  decimal_mark: z.enum([".", ","]).optional(),
  /** Whether a row is one request or the total of several. Without it a row is one request where it counts 1, or has a request id and no count. */
  row_is: z.enum(["request", "total"]).optional(),
  /** Where times without a zone are; wins over that of the upload. */
  timezone: z.string().refine(isZone, "an IANA time zone, as Europe/Paris").optional(),
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

/** How the columns of a table that no format knows become our fields. Names of columns are as in the file's header. */
export const mappingSchema = mapped.refine(({ columns, constants }) => columns.model ?? constants.model, {
  path: ["columns", "model"],
  message: "the column of the model, or one model for all rows in constants.model",
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
