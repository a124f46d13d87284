import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { parsedCell, textAt } from "../json-format";
import { ignored } from "../outcome";
import type { TableFormat } from "../table-format";

/** The FinOps open cost and usage specification, 1.0 to 1.2: what a cloud billed for AI services. */
export const focusCsv: TableFormat = {
  id: "focus-csv",
  signature: ["billedcost", "billingcurrency", "chargeperiodstart", "chargeperiodend", "servicename"],
  required: ["chargecategory", "servicecategory"],
  optional: ["skumeter", "chargedescription", "consumedquantity", "providername", "subaccountname", "resourceid", "skuid", "tags"],
  totalsColumns: ["chargeperiodstart"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) => {
        if (cell("servicecategory").trim().toLowerCase() !== "ai and machine learning") return ignored("other_service");
        if (cell("chargecategory").trim().toLowerCase() !== "usage") return ignored("not_usage_charge");
        return fields.charge({
          time: fields.time(cell("chargeperiodstart")),
          end: fields.optionalTime(cell("chargeperiodend")),
          provider: cell("providername"),
          model: "",
          item: cell("skumeter") || cell("chargedescription"),
          amount: fields.money(cell("billedcost"), cell("billingcurrency")),
          quantity: fields.quantity(cell("consumedquantity")),
          team: textAt(parsedCell(cell("tags")), "team"),
          project: cell("subaccountname"),
          apart: `${cell("servicename")} ${cell("resourceid")} ${cell("skuid")}`,
        });
      },
    };
  },
};
