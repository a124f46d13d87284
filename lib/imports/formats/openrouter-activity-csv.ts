import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { TableFormat } from "../table-format";

/** OpenRouter's activity export: one line per generation. */
export const openrouterActivityCsv: TableFormat = {
  id: "openrouter-activity-csv",
  signature: ["generation_id", "created_at", "tokens_prompt", "tokens_completion", "model_permaslug"],
  optional: ["tokens_cached", "tokens_reasoning", "variant", "cost_total", "user", "api_key_name", "app_name"],
  totalsColumns: ["created_at", "model_permaslug"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) => {
        const variant = cell("variant").trim();
        const model = cell("model_permaslug").trim();
        return fields.usage({
          time: fields.time(cell("created_at")),
          model: fields.model(variant && variant !== "standard" && model ? `${model}:${variant}` : model),
          isInclusive: true,
          input: fields.requiredCount(cell("tokens_prompt")),
          output: fields.requiredCount(cell("tokens_completion")),
          read: fields.count(cell("tokens_cached")),
          reasoning: fields.count(cell("tokens_reasoning")),
          project: cell("app_name"),
          user: cell("user"),
          apiKey: cell("api_key_name"),
          requests: 1n,
          isSingle: true,
          reported: fields.reported(cell("cost_total"), "USD"),
          requestId: cell("generation_id"),
        });
      },
    };
  },
};
