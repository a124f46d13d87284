import { type JsonFormat, textAt } from "@/lib/imports/json-format";
import { ignored, isNothing } from "@/lib/imports/outcome";
import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";

/** A request as Helicone's API and JSON export give it. Its cached tokens stand beside the prompt's only where it names them. */
export const heliconeRequest: JsonFormat = {
  id: "helicone-request",
  recognises: (request) => "request_created_at" in request && "prompt_tokens" in request && "completion_tokens" in request,
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return {
      read: (request, line) => {
        const first = (...names: string[]) => names.map((field) => textAt(request, field)).find((text) => text !== "") ?? "";
        const [input, output] = [first("prompt_tokens"), first("completion_tokens")];
        if (isNothing(input) && isNothing(output)) return [{ line, outcome: ignored("no_usage") }];
        const outcome = fields.usage({
          time: fields.time(first("request_created_at")),
          provider: first("provider").toLowerCase(),
          model: fields.model(first("response_model", "model_override", "request_model", "model")),
          isInclusive: true,
          input: fields.count(input),
          output: fields.count(output),
          read: fields.count(first("prompt_cache_read_tokens")),
          write5m: fields.count(first("prompt_cache_write_tokens")),
          user: first("request_user_id"),
          requests: 1n,
          isSingle: true,
          reported: fields.reported(first("cost", "cost_usd", "costUSD"), "USD"),
          requestId: first("response_id", "request_id"),
        });
        return [{ line, outcome }];
      },
    };
  },
};
