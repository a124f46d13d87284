import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { ignored, isNothing, type Outcome } from "../outcome";
import type { TableFormat } from "../table-format";

/** Helicone's export: one line per request; it has no cache columns, so that all input counts as uncached. */
export const heliconeCsv: TableFormat = {
  id: "helicone-csv",
  signature: ["response_id", "request_created_at", "model", "prompt_tokens", "completion_tokens"],
  optional: ["request_user_id", "cost"],
  totalsColumns: ["request_created_at", "model"],
  reader: ({ delimiter }) => {
    const read = heliconeUsage(delimiter);
    return { read: (cell) => read(cell) };
  },
};

/** What other ways to ask Helicone tell besides. */
type Besides = { provider?: string; read?: string; written?: string };

/** Reads what Helicone knows of one request after another, by the names of its export. */
export function heliconeUsage(delimiter?: string): (field: (name: string) => string, besides?: Besides) => Outcome {
  const fields = new Fields(timestampReader("UTC"), delimiter);
  return (field, { provider = "", read = "", written = "" } = {}) => {
    if (isNothing(field("prompt_tokens")) && isNothing(field("completion_tokens"))) return ignored("no_usage");
    return fields.usage({
      time: fields.time(field("request_created_at")),
      provider,
      model: fields.model(field("model")),
      isInclusive: true,
      input: fields.count(field("prompt_tokens")),
      output: fields.count(field("completion_tokens")),
      read: fields.count(read),
      write5m: fields.count(written),
      user: field("request_user_id"),
      requests: 1n,
      isSingle: true,
      reported: fields.reported(field("cost"), "USD"),
      requestId: field("response_id"),
    });
  };
}
