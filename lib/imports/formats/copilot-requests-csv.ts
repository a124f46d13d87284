import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { TableFormat } from "../table-format";

/** GitHub Copilot's first premium request report: counted requests (with model multipliers), no tokens and no money. */
export const copilotRequestsCsv: TableFormat = {
  id: "copilot-requests-csv",
  signature: ["timestamp", "user", "model", "requests used"],
  optional: ["exceeds monthly quota", "total monthly quota"],
  totalsColumns: ["timestamp", "model"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC", "mdy"), delimiter);
    return {
      read: (cell) =>
        fields.charge({
          time: fields.time(cell("timestamp")),
          provider: "github",
          model: cell("model"),
          item: "premium requests",
          amount: null,
          quantity: fields.quantity(cell("requests used")),
          user: cell("user"),
        }),
    };
  },
};
