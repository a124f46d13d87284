import { heliconeUsage } from "@/lib/imports/formats/helicone-csv";
import { type JsonFormat, textAt } from "@/lib/imports/json-format";

/** A request as Helicone's API and JSON export give it: more names for the same than its CSV has, and the cached tokens. */
export const heliconeRequest: JsonFormat = {
  id: "helicone-request",
  recognises: (request) => "request_created_at" in request && "prompt_tokens" in request && "completion_tokens" in request,
  reader: () => {
    const read = heliconeUsage();
    return {
      read: (request, line) => {
        const first = (...names: string[]) => names.map((field) => textAt(request, field)).find((text) => text !== "") ?? "";
        const fields: Record<string, string> = {
          model: first("response_model", "model_override", "request_model", "model"),
          cost: first("cost", "cost_usd", "costUSD"),
          response_id: first("response_id", "request_id"),
        };
        const besides = {
          provider: first("provider").toLowerCase(),
          read: first("prompt_cache_read_tokens"),
          written: first("prompt_cache_write_tokens"),
        };
        return [{ line, outcome: read((field) => fields[field] ?? first(field), besides) }];
      },
    };
  },
};
