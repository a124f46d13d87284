import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { importIdOf } from "@/lib/imports/path";
import { rejectedCsv } from "@/lib/imports/rejected";
import { rejectedQuerySchema } from "@/lib/imports/schema";

/** The refused rows, of one reason or all, to correct and upload again. */
export const GET = sessionRoute("imports:see", ({ access, url, params }) =>
  rejectedCsv(access, importIdOf(params), parseQuery(url, rejectedQuerySchema).code),
);
