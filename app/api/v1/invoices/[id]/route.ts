import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { withdrawInvoice } from "@/lib/reconciliation/invoices";
import { invoiceJson } from "@/lib/reconciliation/json";
import { rowIdOf } from "@/lib/row-id";

/** Takes an invoice out of the comparison; it stays in the audit trail. */
export const DELETE = apiRoute("finance:write", async ({ access, params, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(invoiceJson(await withdrawInvoice(access, rowIdOf(params.id, "there is no such invoice"))));
});
