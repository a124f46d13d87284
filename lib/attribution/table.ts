import { type InputError, Refusal } from "@/lib/errors";
import { delimiterOf, type TableRecord, TableSplitter, UnclosedQuote } from "@/lib/imports/table";
import { conditions } from "./rule";
import { assignSchema, type NewRule } from "./schema";

/** The columns of a file of rules, in any order; those of the scope, then what it gives. */
export const ruleColumns = [...conditions, "to_team", "to_project", "from", "note"] as const;

const mostLines = 5_000;
const shownErrors = 50;

/** Reads a CSV of rules: all, or `invalid_input` that names each wrong line. Separators may be commas, semicolons or tabs. */
export function rulesOfTable(text: string): NewRule[] {
  const [header, ...records] = recordsOf(text.replace(/^\ufeff/, ""));
  if (!header || !records.length)
    throw wrong([{ path: "file", code: "empty_file", detail: "the file holds no rules; its first line names the columns" }]);
  if (records.length > mostLines) throw wrong([{ path: "file", code: "too_many", detail: `more than ${mostLines} rules; split the file` }]);
  const columns = header.cells.map((cell) => cell.trim().toLowerCase());
  const unknown = columns.filter((column, index) => !ruleColumns.some((known) => known === column) || columns.indexOf(column) !== index);
  if (unknown.length) {
    const detail = `columns that are not known or stand twice: ${unknown.join(", ")}; known are ${ruleColumns.join(", ")}`;
    throw wrong([{ path: "line 1", code: "unknown_column", detail }]);
  }
  const errors: InputError[] = [];
  const rules = records.flatMap(({ cells, line }) => {
    const cell = (column: (typeof ruleColumns)[number]) => cells[columns.indexOf(column)] ?? "";
    const result = assignSchema.safeParse({
      kind: "assign",
      scope: Object.fromEntries(conditions.map((condition) => [condition, cell(condition)])),
      ...{ team: cell("to_team"), project: cell("to_project"), from: cell("from"), note: cell("note") },
    });
    if (result.success && cells.length <= columns.length) return [result.data];
    const code = result.success ? "column_count" : (result.error.issues[0]?.message ?? "invalid");
    const at = result.success ? [] : (result.error.issues[0]?.path ?? []);
    errors.push({ path: `line ${line}`, code, detail: `line ${line}: ${[...at, code.replaceAll("_", " ")].join(": ")}` });
    return [];
  });
  if (errors.length) throw wrong(errors.slice(0, shownErrors));
  return rules;
}

function recordsOf(text: string): TableRecord[] {
  const splitter = new TableSplitter(delimiterOf(text.split(/[\r\n]/, 1)[0] ?? ""));
  try {
    return [...splitter.push(text), ...splitter.end()];
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw wrong([{ path: `line ${error.line}`, code: "unclosed_quote", detail: `the quote opened in line ${error.line} never closes` }]);
  }
}

function wrong(errors: readonly InputError[]): Refusal {
  return new Refusal("invalid_input", errors.map(({ detail }) => detail).join("; "), { errors });
}
