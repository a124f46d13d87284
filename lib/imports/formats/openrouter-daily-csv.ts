import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { TableFormat } from "../table-format";

/** OpenRouter's Activity page: days by model. It has no cache column, so that all input counts as uncached. */
export const openrouterDailyCsv: TableFormat = {
  id: "openrouter-daily-csv",
  signature: ["date", "slug", "usage", "requests", "prompt tokens", "completion tokens"],
  optional: ["reasoning tokens"],
  totalsColumns: ["date", "slug"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) =>
        fields.usage({
          time: fields.time(cell("date")),
          model: fields.model(cell("slug")),
          isInclusive: true,
          input: fields.requiredCount(cell("prompt tokens")),
          output: fields.requiredCount(cell("completion tokens")),
          reasoning: fields.count(cell("reasoning tokens")),
          requests: fields.optionalCount(cell("requests")),
          isSingle: false,
          reported: fields.reported(cell("usage"), "USD"),
        }),
    };
  },
};
