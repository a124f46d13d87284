import { z } from "zod";
import { isDay } from "@/lib/period";
import { rowIdSchema } from "@/lib/row-id";

const text = z.string().trim().min(1, "required").max(300, "too_long");
const day = z.string().refine(isDay, "required");

export const newAnnotationSchema = z.object({ day, text });
export const changedAnnotationSchema = z.object({ id: rowIdSchema, day, text });
export const annotationIdSchema = z.object({ id: rowIdSchema });
