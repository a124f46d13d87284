import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { ignored } from "../outcome";
import type { TableFormat } from "../table-format";
import { seconds } from "./openai-usage-csv";

/** OpenAI's cost dashboard, `cost_*.csv`: money per day and line item. */
export const openaiCostCsv: TableFormat = {
  id: "openai-cost-csv",
  signature: ["start_time", "end_time", "amount_value", "line_item"],
  optional: ["amount_currency", "quantity", "project_id", "user_id", "api_key_id"],
  totalsColumns: ["start_time"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) => {
        if (cell("amount_value").trim() === "") return ignored("empty_bucket");
        const item = cell("line_item");
        return fields.charge({
          time: fields.time(seconds(cell("start_time"))),
          end: fields.optionalTime(seconds(cell("end_time"))),
          provider: "openai",
          // "gpt-4o-2024-08-06, cached input"
          model: item.includes(",") ? item.slice(0, item.indexOf(",")) : "",
          item,
          amount: fields.money(cell("amount_value"), cell("amount_currency") || "USD"),
          quantity: fields.quantity(cell("quantity")),
          project: cell("project_id"),
          user: cell("user_id"),
          apiKey: cell("api_key_id"),
        });
      },
    };
  },
};
