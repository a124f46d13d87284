import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { parsedCell, textAt } from "../json-format";
import { ignored } from "../outcome";
import type { Cell, TableFormat } from "../table-format";

/** Azure's cost details: what was billed for OpenAI and Foundry models, in the billing currency. Enterprise agreements call that column BillingCurrencyCode. */
export const azureCostCsv: TableFormat = {
  id: "azure-cost-csv",
  signature: ["metername", "quantity", "costinbillingcurrency"],
  required: ["date"],
  either: [["billingcurrency", "billingcurrencycode"]],
  optional: [
    ...["billingcurrency", "billingcurrencycode", "metercategory", "metersubcategory", "productname", "product"],
    ...["resourceid", "meterid", "resourcegroup", "tags"],
  ],
  totalsColumns: ["date"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC", "mdy"), delimiter);
    return {
      read: (cell) => {
        if (!isModels(cell)) return ignored("other_service");
        return fields.charge({
          time: fields.time(cell("date")),
          provider: "azure",
          model: "",
          item: cell("metername"),
          amount: fields.money(cell("costinbillingcurrency"), cell("billingcurrency") || cell("billingcurrencycode")),
          quantity: fields.quantity(cell("quantity")),
          team: textAt(
            parsedCell(
              cell("tags")
                .trim()
                .replace(/^(?!\{)(.*)$/s, "{$1}"),
            ),
            "team",
          ),
          project: cell("resourcegroup"),
          apart: `${cell("resourceid")} ${cell("meterid")}`,
        });
      },
    };
  },
};

function isModels(cell: Cell): boolean {
  const named = [cell("metercategory"), cell("metersubcategory"), cell("productname"), cell("product")];
  return named.some((text) => /openai/i.test(text)) || cell("metercategory").trim().toLowerCase() === "foundry models";
}
