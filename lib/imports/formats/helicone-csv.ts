import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { ignored, isNothing } from "../outcome";
import type { TableFormat } from "../table-format";

/** Helicone's export: one line per request; it has no cache columns, so that all input counts as uncached. */
export const heliconeCsv: TableFormat = {
  id: "helicone-csv",
  signature: ["response_id", "request_created_at", "model", "prompt_tokens", "completion_tokens"],
  optional: ["request_user_id", "cost"],
  totalsColumns: ["request_created_at", "model"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) => {
        if (isNothing(cell("prompt_tokens")) && isNothing(cell("completion_tokens"))) return ignored("no_usage");
        return fields.usage({
          time: fields.time(cell("request_created_at")),
          model: fields.model(cell("model")),
          isInclusive: true,
          input: fields.count(cell("prompt_tokens")),
          output: fields.count(cell("completion_tokens")),
          user: cell("request_user_id"),
          requests: 1n,
          isSingle: true,
          reported: fields.reported(cell("cost"), "USD"),
          requestId: cell("response_id"),
        });
      },
    };
  },
};
