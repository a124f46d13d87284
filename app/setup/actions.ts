"use server";
import { z } from "zod";
import { openAction } from "@/lib/action";
import { loadSample } from "@/lib/sample/mutations";
import { setUp, setupSchema } from "@/lib/setup/mutations";

const firstVisitSchema = setupSchema.extend({ begin: z.enum(["file", "sample"]).catch("file") });

/** Creates the owner and the workspace, with sample data if wished. */
export const setUpAction = openAction(firstVisitSchema, async ({ begin, ...of }) => {
  const { slug, access } = await setUp(of);
  if (begin === "sample") await loadSample(access);
  return { target: begin === "sample" ? `/w/${slug}/spend` : `/w/${slug}/imports/new` };
});
