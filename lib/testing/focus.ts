import { readFileSync } from "node:fs";
import { type Decimal, decimalText, parseDecimal } from "@/lib/money";

type ColumnFacts = {
  id: string;
  level: "Mandatory" | "Conditional" | "Recommended";
  nulls: boolean;
  data: "String" | "Decimal" | "Date/Time" | "JSON";
  format?: string;
  values?: string[];
  range?: string;
};

const facts: ColumnFacts[] = JSON.parse(readFileSync(new URL("../reports/fixtures/focus-1.2-columns.json", import.meta.url), "utf8")).columns;
const factsOf = new Map(facts.map((column) => [column.id, column]));

export type FocusRow = Record<string, string>;

/** What is wrong with a FOCUS 1.2 file, by every rule of its columns and across them; none where nothing is. */
export function focusProblems(columns: readonly string[], rows: readonly FocusRow[]): string[] {
  const problems: string[] = [];
  for (const { id, level } of facts) if (level === "Mandatory" && !columns.includes(id)) problems.push(`${id} is missing`);
  for (const id of columns) {
    if (!factsOf.has(id) && !id.startsWith("x_")) problems.push(`${id} is no column of FOCUS, and does not begin with x_`);
    if (columns.indexOf(id) !== columns.lastIndexOf(id)) problems.push(`${id} stands twice`);
  }
  for (const [place, row] of rows.entries()) {
    const found = [...columns.flatMap((id) => cellProblems(factsOf.get(id), row[id] ?? "")), ...rowProblems(row, columns)];
    problems.push(...found.map((problem) => `row ${place + 1}: ${problem}`));
  }
  return problems;
}

/** An empty cell is null. */
function cellProblems(column: ColumnFacts | undefined, text: string): string[] {
  if (!column) return [];
  const { id, nulls, data, format = "", values, range = "" } = column;
  if (text === "") return nulls ? [] : [`${id} is null`];
  if (values && !values.includes(text)) return [`${id} is ${text}, which is not allowed`];
  if (data === "Decimal" && !/^-?\d+(\.\d+)?$/.test(text)) return [`${id} is ${text}, no number`];
  if (data === "Decimal" && /non-negative/.test(range) && text.startsWith("-")) return [`${id} is negative`];
  if (data === "Date/Time" && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return [`${id} is ${text}, no UTC instant`];
  if (/^Currency/.test(format) && !/^[A-Z]{3}$/.test(text)) return [`${id} is ${text}, no currency`];
  if (data === "JSON" && !isKeyValue(text)) return [`${id} is no JSON of keys and values`];
  if (data === "String" && text !== text.trim()) return [`${id} begins or ends with a space`];
  return [];
}

function isKeyValue(text: string): boolean {
  try {
    const read: unknown = JSON.parse(text);
    return (
      typeof read === "object" &&
      read !== null &&
      !Array.isArray(read) &&
      Object.values(read).every((value) => typeof value !== "object" || value === null)
    );
  } catch {
    return false;
  }
}

/** What holds between the columns of a row. */
function rowProblems(row: FocusRow, columns: readonly string[]): string[] {
  const is = (id: string) => (row[id] ?? "") !== "";
  const problems: string[] = [];
  const unless = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const isCorrection = row.ChargeClass === "Correction";
  const category = row.ChargeCategory ?? "";
  unless((row.ChargePeriodStart ?? "") < (row.ChargePeriodEnd ?? ""), "ChargePeriodEnd is not after ChargePeriodStart");
  unless((row.BillingPeriodStart ?? "") < (row.BillingPeriodEnd ?? ""), "BillingPeriodEnd is not after BillingPeriodStart");
  if (!isCorrection)
    unless(
      (row.ChargePeriodStart ?? "") >= (row.BillingPeriodStart ?? "") && (row.ChargePeriodEnd ?? "") <= (row.BillingPeriodEnd ?? ""),
      "the charge is outside its billing period",
    );
  for (const kind of ["List", "Contracted"]) {
    const [price, cost] = [row[`${kind}UnitPrice`] ?? "", row[`${kind}Cost`] ?? ""];
    if (!isCorrection && price !== "" && is("PricingQuantity"))
      unless(product(price, row.PricingQuantity ?? "") === decimalText(parseDecimal(cost)), `${kind}Cost is not ${kind}UnitPrice × PricingQuantity`);
  }
  unless(is("ConsumedQuantity") === is("ConsumedUnit"), "ConsumedQuantity and ConsumedUnit are not both set or both null");
  if (is("ConsumedQuantity")) unless(category === "Usage", "ConsumedQuantity stands on what is no usage");
  unless(is("PricingQuantity") === is("PricingUnit"), "PricingQuantity and PricingUnit are not both set or both null");
  if ((category === "Usage" || category === "Purchase") && !isCorrection) {
    for (const id of ["PricingCategory", "PricingQuantity", "PricingUnit", "SkuId", "SkuPriceId"])
      if (columns.includes(id)) unless(is(id), `${id} is null on ${category}`);
  }
  if (category === "Tax") for (const id of ["PricingCategory", "ListUnitPrice", "ContractedUnitPrice"]) unless(!is(id), `${id} is set on Tax`);
  if (category === "Purchase") unless(row.ChargeFrequency !== "Usage-Based", "a purchase is not charged by usage");
  return problems;
}

function product(one: string, other: string): string {
  const [a, b]: [Decimal, Decimal] = [parseDecimal(one), parseDecimal(other)];
  return decimalText({ digits: a.digits * b.digits, scale: a.scale + b.scale });
}
