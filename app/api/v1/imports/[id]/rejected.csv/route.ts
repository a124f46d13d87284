import { apiRoute } from "@/lib/api/route";
import { importIdOf } from "@/lib/imports/path";
import { rejectedCsv } from "@/lib/imports/rejected";

/** The refused rows, to correct and upload again. */
export const GET = apiRoute("imports:see", ({ access, params }) => rejectedCsv(access, importIdOf(params)));
