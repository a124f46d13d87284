import { z } from "zod";
import { isDay } from "@/lib/period";

const id = z.coerce.number().int().positive().max(2_147_483_647);
const text = z.string().trim().min(1, "required").max(300, "too_long");
const day = z.string().refine(isDay, "required");

export const newAnnotationSchema = z.object({ day, text });
export const changedAnnotationSchema = z.object({ id, day, text });
export const annotationIdSchema = z.object({ id });
