import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { monthOf } from "@/lib/period";
import { invoicesOf, recordInvoice } from "@/lib/reconciliation/invoices";
import { invoiceJson } from "@/lib/reconciliation/json";
import { newInvoiceSchema, reconciliationQuerySchema } from "@/lib/reconciliation/schema";

/** The invoices of a month. */
export const GET = apiRoute("reconciliation:see", async ({ access, url }) => {
  const { month = monthOf(now(), access.timezone) } = parseQuery(url, reconciliationQuerySchema);
  return Response.json({ items: (await invoicesOf(pool(), access, month)).map(invoiceJson), next_cursor: null });
});

/** Writes an invoice down. */
export const POST = apiRoute("finance:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(invoiceJson(await recordInvoice(access, await parseJson(request, newInvoiceSchema))), { status: 201 });
});
