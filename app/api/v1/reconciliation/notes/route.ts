import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { reconciliationJson } from "@/lib/reconciliation/json";
import { noteDifference } from "@/lib/reconciliation/notes";
import { reconciliation } from "@/lib/reconciliation/queries";
import { newNoteSchema } from "@/lib/reconciliation/schema";

/** Says something of a difference, or signs it off at the amount it has. */
export const POST = apiRoute("finance:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  const note = await parseJson(request, newNoteSchema);
  await noteDifference(access, note);
  return Response.json(reconciliationJson(await reconciliation(access, note.month)), { status: 201 });
});
