import { z } from "zod";

/** What somebody is looking for; Postgres keeps no NUL in a text, so no name holds one. */
export const searchSchema = z
  .string()
  .max(200)
  .transform((text) => text.replaceAll("\0", ""))
  .default("");
