import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { ignored } from "../outcome";
import type { TableFormat } from "../table-format";

/** GitHub's billing report of Copilot requests and credits: money, no tokens. Other products on the same report are no business of ours. */
export const copilotBillingCsv: TableFormat = {
  id: "copilot-billing-csv",
  signature: ["date", "product", "sku", "quantity", "unit_type", "net_amount"],
  optional: ["username", "model", "organization", "cost_center_name"],
  totalsColumns: ["date", "model"],
  reader: ({ delimiter }) => {
    // A spreadsheet turns its dates into 10/1/25.
    const fields = new Fields(timestampReader("UTC", "mdy"), delimiter);
    return {
      read: (cell) => {
        if (cell("product").trim().toLowerCase() !== "copilot") return ignored("other_product");
        return fields.charge({
          time: fields.time(cell("date")),
          provider: "github",
          model: cell("model"),
          item: cell("sku"),
          amount: fields.money(cell("net_amount"), "USD"),
          quantity: fields.quantity(cell("quantity")),
          team: cell("cost_center_name"),
          project: cell("organization"),
          user: cell("username"),
          apart: cell("unit_type"),
        });
      },
    };
  },
};
