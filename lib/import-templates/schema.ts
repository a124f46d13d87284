import { z } from "zod";
import { mappingTextSchema } from "@/lib/imports/mapping";
import { rowIdSchema } from "@/lib/row-id";

const templateName = z.string().trim().min(1, "required").max(100, "too_long");

/** What a form sends: the header and the mapping as JSON. */
export const newTemplateSchema = z.object({
  name: templateName,
  header: z
    .string()
    .max(200_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "a JSON list of column names" });
        return z.NEVER;
      }
    })
    .pipe(z.array(z.string().max(500)).min(1).max(10_000)),
  mapping: mappingTextSchema,
});

export const renamedTemplateSchema = z.object({ id: rowIdSchema, name: templateName });
export const templateIdSchema = z.object({ id: rowIdSchema });
