import { limitedText, parseJson } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { attributionMovesJson } from "@/lib/attribution/json";
import { previewRules } from "@/lib/attribution/preview";
import { newAttributionRuleSchema } from "@/lib/attribution/schema";
import { rulesOfTable } from "@/lib/attribution/table";

/** What a rule that is being typed, or a file of rules, would move. */
export const POST = sessionRoute("attribution:write", async ({ access, request }) => {
  const isTable = request.headers.get("content-type")?.startsWith("text/csv") ?? false;
  const add = isTable ? rulesOfTable(await limitedText(request)) : [await parseJson(request, newAttributionRuleSchema)];
  return Response.json(attributionMovesJson(await previewRules(access, { add })));
});
