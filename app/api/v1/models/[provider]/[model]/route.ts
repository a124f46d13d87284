import { apiRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { entryOf } from "@/lib/pricing/entry";
import { modelJson } from "@/lib/pricing/json";
import { matchModel } from "@/lib/pricing/match";
import { pricesKnown } from "@/lib/spend/queries";

/** One model, by its id or any alias. */
export const GET = apiRoute("models:see", async ({ access, params }) => {
  const { book, rules } = await pricesKnown(access);
  const at = now();
  const model = matchModel(book, params.provider ?? "", params.model ?? "", at);
  if (!model) throw new Refusal("not_found", `there is no model ${params.model} of ${params.provider} in the price book`);
  return Response.json(modelJson(entryOf(book, rules, model, at)));
});
