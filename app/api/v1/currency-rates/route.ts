import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema, noQuerySchema } from "@/lib/api/wire";
import { ecbChangeJson, rateSourceJson } from "@/lib/currency/json";
import { ecbChange, recordEcb, recordRate } from "@/lib/currency/mutations";
import { rateSources } from "@/lib/currency/queries";
import { newRateSchema } from "@/lib/currency/schema";
import { uploadedText } from "@/lib/currency/upload";

/** Where rates came from, the latest recorded first. */
export const GET = apiRoute("finance:see", async ({ access, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json({ items: (await rateSources(access)).map(rateSourceJson), next_cursor: null });
});

/** Records a rate (JSON), or the reference rates of the European Central Bank (CSV, or its zip); `dry_run=1` says what a file would add. */
export const POST = apiRoute("finance:write", async ({ access, request, url }) => {
  const { dry_run: dryRun } = parseQuery(url, dryRunSchema);
  if (/\/(csv|zip|gzip)/.test(request.headers.get("content-type") ?? "")) {
    const text = await uploadedText(request);
    if (dryRun === "1") return Response.json(ecbChangeJson(await ecbChange(access, text)));
    const { source, change } = await recordEcb(access, text);
    return Response.json({ ...ecbChangeJson(change), recorded: source && rateSourceJson(source) }, { status: source ? 201 : 200 });
  }
  return Response.json(rateSourceJson(await recordRate(access, await parseJson(request, newRateSchema))), { status: 201 });
});
