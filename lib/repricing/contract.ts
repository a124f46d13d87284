import { delimiterOf, TableSplitter, UnclosedQuote } from "@/lib/imports/table";
import type { Zone } from "@/lib/period";
import { ruleOfForm } from "./form";
import type { WrittenRule } from "./schema";

/** The columns a contract file may have, in the order of its example; only `from` is always needed. */
export const contractColumns = {
  required: ["from"],
  optional: [
    ...["provider", "model", "input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "request", "percent", "target", "time", "note"],
    ...["batch_input", "batch_output", "batch_cache_read", "flex_input", "flex_output", "flex_cache_read"],
    ...["priority_input", "priority_output", "priority_cache_read", "long_threshold", "long_input", "long_output", "long_cache_read"],
  ],
} as const;

export type ContractProblem = { line: number; detail: string };

/** A contract file's rules, or every line that is wrong: then none of it counts. */
export type Contract = { rules: WrittenRule[]; problems: ContractProblem[] };

const mostRules = 2000;

/** Reads contract prices from a CSV (comma, semicolon, tab or bar; decimal commas where the comma does not part the cells). */
export function readContract(text: string, zone: Zone): Contract {
  const splitter = new TableSplitter(delimiterOf(text.split(/[\r\n]/, 1)[0] ?? ""));
  try {
    const [header, ...records] = [...splitter.push(text.replace(/^\uFEFF/, "")), ...splitter.end()];
    if (!header) return wrong(1, "the file is empty");
    const names = header.cells.map((cell) => cell.trim().toLowerCase());
    const known: readonly string[] = [...contractColumns.required, ...contractColumns.optional];
    const unknown = names.filter((name) => name !== "" && !known.includes(name));
    if (unknown.length) return wrong(header.line, `unknown column ${unknown.join(", ")}; the columns are ${known.join(", ")}`);
    if (!names.includes("from")) return wrong(header.line, "the column from is missing");
    if (!records.length) return wrong(header.line, "there is no line below the header");
    if (records.length > mostRules) return wrong(records[mostRules]?.line ?? 0, `more than ${mostRules} rules; send them in several files`);
    return contractOf(names, records, zone);
  } catch (error) {
    if (error instanceof UnclosedQuote) return wrong(error.line, "a quote opens here and never closes");
    throw error;
  }
}

function contractOf(names: string[], records: { cells: string[]; line: number }[], zone: Zone): Contract {
  const rules: WrittenRule[] = [];
  const problems: ContractProblem[] = [];
  for (const { cells, line } of records) {
    const values = Object.fromEntries(names.map((name, place) => [name, cells[place]?.trim() ?? ""]));
    if (cells.slice(names.length).some((cell) => cell.trim() !== "")) problems.push({ line, detail: "more cells than the header has columns" });
    const kind = values.target ? "alias" : values.percent ? "discount" : "price";
    const { rule, errors } = ruleOfForm({ ...values, kind }, zone);
    if (rule) rules.push(rule);
    else
      problems.push({
        line,
        detail: Object.entries(errors)
          .map(([name, code]) => `${name}: ${code.replaceAll("_", " ")}`)
          .join("; "),
      });
  }
  return problems.length ? { rules: [], problems } : { rules, problems };
}

function wrong(line: number, detail: string): Contract {
  return { rules: [], problems: [{ line, detail }] };
}
