import { addAmounts } from "@/lib/usage/amount";
import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { isObject, type JsonFormat, listAt, parsedCell, textAt } from "../json-format";
import { ignored, type Outcome } from "../outcome";
import type { TableFormat } from "../table-format";

const services = new Set(["vertex ai", "gemini api", "generative language api"]);

type Line = { field: (path: string) => string; credits: readonly unknown[]; labels: readonly unknown[] };

/** Google Cloud's billing export to BigQuery, as JSON lines. Costs are before credits, in the account's own currency. */
export const gcpBillingJsonl: JsonFormat = {
  id: "gcp-billing-jsonl",
  recognises: (line) => isObject(line.service) && isObject(line.sku) && "usage_start_time" in line && "cost" in line,
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return {
      read: (object, line) => {
        const field = (path: string) => textAt(object, ...path.split("."));
        return [{ line, outcome: charge(fields, { field, credits: listAt(object, "credits"), labels: listAt(object, "labels") }) }];
      },
    };
  },
};

/** The same as a table, its nested fields named by their path; credits and labels stay lists, as JSON in their cells. */
export const gcpBillingCsv: TableFormat = {
  id: "gcp-billing-csv",
  signature: ["service.description", "sku.description", "usage_start_time", "cost", "currency"],
  optional: ["usage_end_time", "project.id", "usage.amount", "credits", "labels", "sku.id", "cost_type"],
  totalsColumns: ["usage_start_time"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    const list = (cell: string) => {
      const parsed = parsedCell(cell);
      return Array.isArray(parsed) ? parsed : [];
    };
    return { read: (cell) => charge(fields, { field: cell, credits: list(cell("credits")), labels: list(cell("labels")) }) };
  },
};

function charge(fields: Fields, { field, credits, labels }: Line): Outcome {
  if (!services.has(field("service.description").trim().toLowerCase())) return ignored("other_service");
  return fields.charge({
    time: fields.time(field("usage_start_time")),
    end: fields.optionalTime(field("usage_end_time")),
    provider: "google",
    model: "",
    item: field("sku.description"),
    amount: fields.money(field("cost"), field("currency")),
    credits: credits.length ? credits.map((credit) => fields.amount(textAt(credit, "amount"))).reduce(addAmounts) : null,
    quantity: fields.quantity(field("usage.amount")),
    project: field("project.id"),
    team: textAt(
      labels.find((label) => textAt(label, "key") === "team"),
      "value",
    ),
    apart: `${field("sku.id")} ${field("cost_type")}`,
  });
}
