import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { chargebackDownload } from "@/lib/chargeback/download";
import { chargebackFileQuerySchema } from "@/lib/chargeback/schema";

/** The statement that a page shows, as CSV. */
export const GET = sessionRoute("finance:see", ({ access, params, url }) =>
  chargebackDownload(access, params.file, parseQuery(url, chargebackFileQuerySchema)),
);
