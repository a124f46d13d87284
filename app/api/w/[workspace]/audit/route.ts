import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { auditCsv } from "@/lib/audit/csv";
import { filterOf } from "@/lib/audit/filter";
import { auditQuerySchema } from "@/lib/audit/schema";
import { csvResponse } from "@/lib/csv";

const schema = auditQuerySchema.omit({ cursor: true, limit: true });

/** The audit trail as CSV, as the page filters it. */
export const GET = sessionRoute("audit:see", async ({ access, url }) =>
  csvResponse(auditCsv(access, filterOf(parseQuery(url, schema), access.timezone)), "audit.csv"),
);
