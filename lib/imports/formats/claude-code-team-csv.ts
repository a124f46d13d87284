import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { FileFailure } from "../failure";
import type { TableFormat } from "../table-format";

const spend = "spend this month (usd)";

/** Claude Code's team analytics: what each person spent in a month that the file does not name, so that the importer does. */
export const claudeCodeTeamCsv: TableFormat = {
  id: "claude-code-team-csv",
  signature: ["user", spend],
  optional: ["lines this month"],
  totalsColumns: ["user"],
  reader: ({ zone, delimiter, month }) => {
    if (month === null) throw new FileFailure("missing_month", "The file has no dates. Say which month it is of: month=2026-06.");
    const fields = new Fields(timestampReader(zone), delimiter);
    const [year = 0, number = 0] = month.split("-").map(Number);
    const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
    return {
      read: (cell) =>
        fields.charge({
          time: fields.time(`${month}-01`),
          end: fields.time(next),
          provider: "anthropic",
          model: "",
          item: "Claude Code",
          amount: fields.money(cell(spend), "USD"),
          user: cell("user"),
        }),
    };
  },
};
