import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { chargebackDownload } from "@/lib/chargeback/download";
import { chargebackFileQuerySchema } from "@/lib/chargeback/schema";

/** The statement of a month as CSV, of one cost centre or all. */
export const GET = apiRoute("finance:see", ({ access, params, url }) =>
  chargebackDownload(access, params.file, parseQuery(url, chargebackFileQuerySchema)),
);
