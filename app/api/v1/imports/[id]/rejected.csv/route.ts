import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { importIdOf } from "@/lib/imports/path";
import { rejectedCsv } from "@/lib/imports/rejected";
import { rejectedQuerySchema } from "@/lib/imports/schema";

/** The refused rows, of one reason or all, to correct and upload again. */
export const GET = apiRoute("imports:see", ({ access, url, params }) =>
  rejectedCsv(access, importIdOf(params), parseQuery(url, rejectedQuerySchema).code),
);
