import { parseJson } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { moneyJson } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { estimate } from "@/lib/estimator/estimate";
import { loadOfCall } from "@/lib/estimator/load";
import { estimateRequestSchema } from "@/lib/estimator/schema";
import { type Pico, ratio } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { blendedPerMillion } from "@/lib/pricing/blended";
import { bookModel, isCheckedRecently } from "@/lib/pricing/book";
import { compared, quoteOf } from "@/lib/pricing/comparison";
import { baselineOf } from "@/lib/pricing/queries";
import { pricesKnown } from "@/lib/spend/queries";

/** What a usage would cost on every model, cheapest first. */
export const POST = apiRoute("models:see", async ({ access, request }) => {
  const body = await parseJson(request, estimateRequestSchema);
  const [{ book, rules }, own] = await Promise.all([pricesKnown(access), baselineOf(access)]);
  const named = body.baseline ?? own;
  const baseline = bookModel(book, named.provider, named.model);
  if (!baseline) throw new Refusal("unknown_model", `there is no model ${named.provider}/${named.model} in the price book`);
  const at = now();
  const call = { inputTokens: body.input_tokens, outputTokens: body.output_tokens, cachedInputTokens: body.cached_input_tokens };
  const load = loadOfCall({ ...call, tier: body.service_tier });
  const lines = estimate(book, rules, () => load, at);
  const amounts = (perRequest: Pico) => ({ per_request: moneyJson(perRequest), total: moneyJson(perRequest * body.requests) });
  // Who is cheaper today is said of models that answer, at prices that a source confirmed lately.
  const cheapest = lines.find(({ model, isMute }) => !isMute && isCheckedRecently(model, at))?.model;
  const quotes = [cheapest, baseline].map((model) => model && quoteOf(model, BigInt(body.ratio), at));
  const [quote, measure] = quotes;
  const found = quote && measure && compared(quote, measure);
  return Response.json({
    models: lines.map(({ model, list, cost, isOverWindow }) => ({
      ...{ provider: model.provider, model: model.id, list: amounts(list), cost: amounts(cost), over_window: isOverWindow },
    })),
    verdict: found
      ? {
          provider: quote.model.provider,
          model: quote.model.id,
          baseline: `${baseline.provider}/${baseline.id}`,
          weights: `${body.ratio}:1`,
          verdict: found.verdict,
          blended: blendedPerMillion(quote.blended),
          baseline_blended: blendedPerMillion(measure.blended),
          times_cheaper: ratio(found.share.denominator, found.share.numerator),
          as_of: isoInstant(at),
        }
      : null,
  });
});
