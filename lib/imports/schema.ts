import { z } from "zod";
import { countSchema, instantSchema, moneySchema, tokensSchema } from "@/lib/api/wire";
import { isMonth, isZone } from "@/lib/period";
import { rowIdSchema } from "@/lib/row-id";
import { explanationSchema } from "@/lib/spend/explanation-json";
import { rejectionCodes } from "@/lib/usage/row";
import { conflictStates } from "./conflict";
import { failurePlaces } from "./failure";
import { formatChoices } from "./format";
import { mappingTextSchema } from "./mapping";
import { importStatuses } from "./record";

export const importQuerySchema = z.strictObject({
  filename: z.string().min(1).max(255).default("upload.csv"),
  format: z.enum(formatChoices).default("auto"),
  timezone: z.string().refine(isZone, "an IANA time zone, as Europe/Paris").default("UTC"),
  source: z.string().min(1).max(200).optional(),
  mapping: mappingTextSchema.optional(),
  month: z.string().refine(isMonth, "a month, as 2026-06").optional(),
  on_conflict: z.enum(["keep", "replace"]).default("keep"),
  dry_run: z.enum(["0", "1"]).default("0"),
  /** With dry_run: the upload stays here for an hour, to be added by the id that is answered. */
  keep: z.enum(["0", "1"]).default("0"),
  /** Instead of a body: an upload that was kept. */
  upload: z.uuid().optional(),
});

const partSchema = z.string().min(1).max(255).optional();

/** Which imports are looked for. */
export const importFilterShape = { status: z.enum(importStatuses).optional(), source: partSchema, format: partSchema, name: partSchema };

export const importsQuerySchema = z.strictObject({
  ...importFilterShape,
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

export const rejectedQuerySchema = z.strictObject({ code: z.enum(rejectionCodes).optional() });

/** A path's import id; anything else is no import. */
export const importIdSchema = rowIdSchema;

/** The id of a conflict: the identity of its row. */
export const conflictIdSchema = z.string().regex(/^[0-9a-f]{32}$/, "the id of a conflict");
const chosenConflicts = z.union([z.literal("all"), z.array(conflictIdSchema).min(1).max(10_000)]);

export const conflictsQuerySchema = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,18}\.[0-9a-f]{32}$/, "a next_cursor of this list")
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

/** Which conflicts are settled, and how. */
export const resolutionSchema = z.union([z.strictObject({ replace: chosenConflicts }), z.strictObject({ keep: chosenConflicts })]);

const versionSchema = z.object({
  import_id: z.string(),
  line: countSchema,
  timestamp: instantSchema,
  provider: z.string(),
  model: z.string(),
  requests: countSchema.nullable(),
  tokens: tokensSchema.nullable(),
  cost: moneySchema.nullable(),
  charge: z.object({ amount: z.string().nullable(), currency: z.string().nullable() }).nullable(),
});

export const conflictSchema = z.object({
  id: z.string(),
  state: z.enum(conflictStates),
  before: versionSchema.nullable(),
  after: versionSchema.nullable(),
});

export const importSchema = z.object({
  id: z.string().nullable(),
  filename: z.string(),
  bytes: countSchema,
  bytes_total: countSchema.nullable(),
  sha256: z.string().nullable(),
  format: z.string().nullable(),
  status: z.enum(importStatuses),
  source: z.string().nullable(),
  timezone: z.string(),
  rows: countSchema,
  accepted: countSchema,
  duplicates: countSchema,
  conflicts: countSchema,
  rejected: countSchema,
  ignored: countSchema,
  charges: countSchema,
  warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
  same_as: z.string().nullable(),
  rejected_by_reason: z.record(z.string(), z.int()),
  ignored_by_reason: z.record(z.string(), z.int()),
  totals: z.record(z.string(), countSchema),
  first_timestamp: instantSchema.nullable(),
  last_timestamp: instantSchema.nullable(),
  reported_cost: z.record(z.string(), z.string()),
  reported_credits: z.record(z.string(), z.string()),
  error: z
    .object({ code: z.string(), detail: z.string(), place: z.object({ kind: z.enum(failurePlaces), value: z.string() }).nullable() })
    .nullable(),
  created_at: instantSchema,
  finished_at: instantSchema.nullable(),
});

export const resolvedSchema = z.object({ settled: z.int(), import: importSchema });

const daysSchema = z.object({ from: z.iso.date(), to: z.iso.date() });
const amountSchema = z.string();

/** What a dry run answers: the import as it would be, and what it would do. Days are of the workspace's zone, amounts US dollars. */
export const checkedImportSchema = importSchema.extend({
  /** By which the upload can be added within an hour; null: it was not to be kept, or there was no room for it. */
  upload: z.uuid().nullable(),
  effect: z
    .object({
      known_in: z.array(z.object({ import: z.string().nullable(), filename: z.string().nullable(), rows: z.int() })),
      rejected_lines: z.array(z.object({ line: z.int(), code: z.string() })),
      period: daysSchema.nullable(),
      gaps: z.array(daysSchema),
      new_models: z.array(z.string()),
      unpriced_models: z.array(z.string()),
      months: z.array(
        z.object({
          month: z.string(),
          closed: z.boolean().describe("its report stays as it is: what changes is an adjustment in the next open month's"),
          before: amountSchema.nullable(),
          before_unpriced_tokens: countSchema,
          after: amountSchema.nullable(),
          after_unpriced_tokens: countSchema,
          after_explained: explanationSchema,
        }),
      ),
      reported: z
        .object({
          rows: z.int(),
          reported: amountSchema,
          derived: amountSchema.nullable(),
          derived_explained: explanationSchema,
          unpriced_tokens: countSchema,
          difference: amountSchema.nullable(),
        })
        .nullable(),
    })
    .nullable(),
});
