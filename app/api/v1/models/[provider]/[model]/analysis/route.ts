import { analysisOf } from "@/lib/analysis/analysis";
import { analysisJson } from "@/lib/analysis/json";
import { analysisMarkdown } from "@/lib/analysis/markdown";
import { analysisQuerySchema } from "@/lib/analysis/schema";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { bookModel } from "@/lib/pricing/book";
import { usualWeight } from "@/lib/pricing/entry";
import { matchModel } from "@/lib/pricing/match";
import { baselineOf, priceBook } from "@/lib/pricing/queries";

/** What a model costs, in plain words: as JSON, or as Markdown for who accepts it. */
export const GET = apiRoute("models:see", async ({ access, request, url, params }) => {
  const { locale, baseline, ratio = usualWeight } = parseQuery(url, analysisQuerySchema);
  const [book, own] = await Promise.all([priceBook(), baselineOf(access)]);
  const at = now();
  const model = matchModel(book, params.provider ?? "", params.model ?? "", at);
  if (!model) throw new Refusal("not_found", `there is no model ${params.model} of ${params.provider} in the price book`);
  const measure = baseline && (bookModel(book, baseline.provider, baseline.model) ?? matchModel(book, baseline.provider, baseline.model, at));
  if (baseline && !measure) throw new Refusal("unknown_model", `there is no model ${baseline.provider}/${baseline.model} in the price book`);
  const analysis = analysisOf(book, model, measure ? { provider: measure.provider, model: measure.id, isPreset: false } : own, ratio, at);
  if (!acceptsMarkdown(request)) return Response.json(analysisJson(analysis, locale, access.timezone));
  return new Response(analysisMarkdown(analysis, locale, access.timezone), { headers: { "content-type": "text/markdown; charset=utf-8" } });
});

function acceptsMarkdown({ headers }: Request): boolean {
  return (headers.get("accept") ?? "").split(",").some((type) => type.trim().split(";")[0] === "text/markdown");
}
