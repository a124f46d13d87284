import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { TableFormat } from "../table-format";

/** Anthropic's console, cost: money per day, model (by its display name) and token type. */
export const anthropicCostCsv: TableFormat = {
  id: "anthropic-cost-csv",
  signature: ["usage_date_utc", "model", "token_type", "cost_usd"],
  optional: ["workspace", "api_key", "usage_type", "context_window", "cost_type", "inference_geo", "speed", "api_key_id"],
  totalsColumns: ["usage_date_utc", "model"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) =>
        fields.charge({
          time: fields.time(cell("usage_date_utc")),
          provider: "anthropic",
          model: cell("model"),
          item: cell("token_type") || cell("cost_type"),
          amount: fields.money(cell("cost_usd"), "USD"),
          project: cell("workspace"),
          apiKey: cell("api_key"),
          apart: ["usage_type", "context_window", "cost_type", "inference_geo", "speed", "api_key_id"].map(cell).join(" "),
        }),
    };
  },
};
