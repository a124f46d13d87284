import { parseJson } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { moneyJson } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { estimate, verdictOf } from "@/lib/estimator/estimate";
import { estimateRequestSchema } from "@/lib/estimator/schema";
import { type Pico, ratio } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { blendedPerMillion } from "@/lib/pricing/blended";
import { bookModel, isCheckedRecently } from "@/lib/pricing/book";
import { baselineOf } from "@/lib/pricing/queries";
import { pricesKnown } from "@/lib/spend/queries";

const amountsJson = ({ perRequest, total }: { perRequest: Pico; total: Pico }) => ({ per_request: moneyJson(perRequest), total: moneyJson(total) });

/** What a usage would cost on every model, cheapest first. */
export const POST = apiRoute("models:see", async ({ access, request }) => {
  const body = await parseJson(request, estimateRequestSchema);
  const [{ book, rules }, own] = await Promise.all([pricesKnown(access), baselineOf(access)]);
  const named = body.baseline ?? own;
  const baseline = bookModel(book, named.provider, named.model);
  if (!baseline) throw new Refusal("unknown_model", `there is no model ${named.provider}/${named.model} in the price book`);
  const at = now();
  const of = {
    inputTokens: body.input_tokens,
    outputTokens: body.output_tokens,
    cachedInputTokens: body.cached_input_tokens,
    requests: body.requests,
  };
  const lines = estimate(book, rules, { ...of, serviceTier: body.service_tier }, at);
  // Who is cheaper today is said of prices that a source confirmed lately.
  const cheapest = lines.find(({ model }) => isCheckedRecently(model, at))?.model;
  const found = cheapest && verdictOf(cheapest, baseline, BigInt(body.ratio), at);
  return Response.json({
    models: lines.map(({ model, list, cost, isOverWindow }) => ({
      provider: model.provider,
      model: model.id,
      list: amountsJson(list),
      cost: amountsJson(cost),
      over_window: isOverWindow,
    })),
    verdict: found
      ? {
          provider: cheapest.provider,
          model: cheapest.id,
          baseline: `${baseline.provider}/${baseline.id}`,
          weights: `${body.ratio}:1`,
          verdict: found.verdict,
          blended: blendedPerMillion(found.model),
          baseline_blended: blendedPerMillion(found.baseline),
          times_cheaper: ratio(found.baseline.numerator * found.model.denominator, found.model.numerator * found.baseline.denominator),
          as_of: isoInstant(at),
        }
      : null,
  });
});
