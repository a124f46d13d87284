import type { Month, Zone } from "@/lib/period";
import { FileFailure } from "./failure";
import { anthropicCostCsv } from "./formats/anthropic-cost-csv";
import { anthropicTokensCsv } from "./formats/anthropic-tokens-csv";
import { anthropicUsageJson } from "./formats/anthropic-usage-json";
import { azureCostCsv } from "./formats/azure-cost-csv";
import { bedrockInvocationJsonl } from "./formats/bedrock-invocation-jsonl";
import { canonicalCsv } from "./formats/canonical-csv";
import { ccusageJson } from "./formats/ccusage-json";
import { claudeCodeJsonl } from "./formats/claude-code-jsonl";
import { claudeCodeTeamCsv } from "./formats/claude-code-team-csv";
import { codexRolloutJsonl } from "./formats/codex-rollout-jsonl";
import { copilotBillingCsv } from "./formats/copilot-billing-csv";
import { copilotRequestsCsv } from "./formats/copilot-requests-csv";
import { cursorUsageCsv } from "./formats/cursor-usage-csv";
import { deepseekZip } from "./formats/deepseek-zip";
import { focusCsv } from "./formats/focus-csv";
import { gcpBillingCsv, gcpBillingJsonl } from "./formats/gcp-billing";
import { heliconeCsv } from "./formats/helicone-csv";
import { langfuseObservationsCsv, langfuseObservationsJson } from "./formats/langfuse-observations";
import { litellmSpendlogsCsv, litellmSpendlogsJson } from "./formats/litellm-spendlogs";
import { mappedCsv } from "./formats/mapped-csv";
import { openaiCostCsv } from "./formats/openai-cost-csv";
import { openaiUsageCsv } from "./formats/openai-usage-csv";
import { openaiUsageJson } from "./formats/openai-usage-json";
import { openrouterActivityCsv } from "./formats/openrouter-activity-csv";
import { openrouterDailyCsv } from "./formats/openrouter-daily-csv";
import { otelGenaiJsonl } from "./formats/otel-genai-jsonl";
import { portkeyLogsJsonl } from "./formats/portkey-logs-jsonl";
import type { JsonFormat } from "./json-format";
import type { Mapping } from "./mapping";
import type { Outcome, Placed } from "./outcome";
import type { TableFormat, TableReader } from "./table-format";

const tableFormats: readonly TableFormat[] = [
  canonicalCsv,
  openaiUsageCsv,
  openaiCostCsv,
  anthropicTokensCsv,
  anthropicCostCsv,
  openrouterActivityCsv,
  openrouterDailyCsv,
  deepseekZip,
  cursorUsageCsv,
  copilotRequestsCsv,
  copilotBillingCsv,
  litellmSpendlogsCsv,
  langfuseObservationsCsv,
  heliconeCsv,
  claudeCodeTeamCsv,
  gcpBillingCsv,
  focusCsv,
  azureCostCsv,
];

const jsonFormats: readonly JsonFormat[] = [
  openaiUsageJson,
  anthropicUsageJson,
  litellmSpendlogsJson,
  langfuseObservationsJson,
  portkeyLogsJsonl,
  bedrockInvocationJsonl,
  claudeCodeJsonl,
  codexRolloutJsonl,
  ccusageJson,
  otelGenaiJsonl,
  gcpBillingJsonl,
];

/** A format by its id, or whichever the content shows. */
export type FormatChoice = string;

/** What an importer may choose; `auto` by the content. */
export const formatChoices: readonly string[] = ["auto", ...[...tableFormats, ...jsonFormats].map(({ id }) => id), "mapped-csv"];

/** The keys under which a JSON document may hold its records. */
export const jsonKeys: readonly string[] = ["data", ...jsonFormats.flatMap(({ arrays = [] }) => arrays)];

/** The JSON formats that a file may have. Throws FileFailure where a table was chosen. */
export function jsonFormatsFor(choice: FormatChoice): readonly JsonFormat[] {
  if (choice === "auto") return jsonFormats;
  const format = jsonFormats.find(({ id }) => id === choice);
  if (!format)
    throw new FileFailure("wrong_format", `The file is JSON, which ${choice} is not. Leave the format to be recognised, or choose another.`);
  return [{ ...format, recognises: () => true }];
}

/** A header that was recognised: the format, and where its columns stand. */
export type Recognised = { format: TableFormat; header: string[]; columns: string[]; places: ReadonlyMap<string, number>; unknown: string[] };

/** Finds the format of a table by its header. Throws FileFailure: no format, a required column missing, a column twice. */
export function recognise(header: readonly string[], { format: choice, mapping }: { format: FormatChoice; mapping: Mapping | null }): Recognised {
  const columns = header.map((cell) => cell.trim().normalize("NFC").toLowerCase());
  const seen = new Set<string>();
  for (const column of columns) {
    if (column !== "" && seen.has(column))
      throw new FileFailure("duplicate_column", `The column ${column.slice(0, 200)} stands twice in the header. Remove or rename one.`, {
        kind: "column",
        value: column.slice(0, 200),
      });
    seen.add(column);
  }
  const format = mapping ? mappedCsv(mapping) : formatOf(choice, seen, header);
  const missing = [
    ...[...format.signature, ...(format.required ?? [])].filter((column) => !seen.has(column)),
    ...(format.either ?? []).filter((names) => !names.some((column) => seen.has(column))).map((names) => names.join(" | ")),
  ];
  if (missing.length) {
    const has = columns.join(", ").slice(0, 400);
    throw new FileFailure(
      "missing_column",
      `The required column ${missing.join(", ").slice(0, 400)} of ${format.id} is missing. The file has: ${has}.`,
      { kind: "missing", value: `${missing.join(", ").slice(0, 400)} (${format.id})` },
    );
  }
  const known = new Set([...format.signature, ...(format.required ?? []), ...format.optional]);
  const places = new Map(columns.map((column, index) => [column, index]));
  places.delete("");
  const trimmed = header.map((cell) => cell.trim());
  return { format, header: trimmed, columns, places, unknown: trimmed.filter((_, index) => !known.has(columns[index] ?? "")) };
}

/** The chosen format; else the most particular one that has its whole signature; else the one that has most of it, so that what is missing can be named. */
function formatOf(choice: FormatChoice, columns: ReadonlySet<string>, header: readonly string[]): TableFormat {
  if (choice !== "auto") {
    const chosen = tableFormats.find(({ id }) => id === choice);
    if (chosen) return chosen;
    const why = choice === "mapped-csv" ? "needs a mapping of its columns" : "is JSON, which the file is not";
    throw new FileFailure("wrong_format", `The format ${choice} ${why}. Leave the format to be recognised, or choose another.`);
  }
  const possible = tableFormats.filter(({ without = [] }) => !without.some((column) => columns.has(column)));
  const share = ({ signature }: TableFormat) => signature.filter((column) => columns.has(column)).length / signature.length;
  const best = possible.toSorted((a, b) => share(b) - share(a) || b.signature.length - a.signature.length)[0];
  if (best && share(best) > 0.5) return best;
  const seen = header.slice(0, 20).join(", ").slice(0, 400);
  throw new FileFailure(
    "unknown_format",
    `No known format has these columns: ${seen}. Map them by hand, or name them as in a canonical CSV: ${canonicalCsv.signature.join(", ")}.`,
    { kind: "columns", value: seen },
  );
}

const totals = /^\s*(?:sub-?total|grand total|total|sum|somme|summe|totaux|gesamt\p{L}*)s?(?![\p{L}\p{N}_-])/iu;

/** Makes the reader of one file's records: what every table has in common is refused before the format is asked. */
export function recordReader({ format, columns, places }: Recognised, options: { zone: Zone; delimiter: string; month: Month | null }) {
  const reader: TableReader = format.reader({ ...options, has: (column) => places.has(column) });
  let cells: readonly string[] = [];
  const cell = (column: string) => cells[places.get(column) ?? -1] ?? "";
  return {
    read: (record: readonly string[], line: number): Outcome | null => {
      cells = record;
      if (isHeader(record, columns)) return "repeated_header";
      if (totals.test(record[0] ?? "") || format.totalsColumns.some((column) => totals.test(cell(column)))) return "totals_row";
      if (record.length < columns.length || record.slice(columns.length).some((extra) => extra.trim() !== "")) return "column_count";
      return reader.read(cell, line);
    },
    readCompanion: reader.readCompanion,
    end: (): Iterable<Placed> => reader.end?.() ?? [],
  };
}

/** The same for the table that comes with it, by that table's header. Throws FileFailure. */
export function companionReader({ companion, id }: TableFormat, { readCompanion }: Pick<TableReader, "readCompanion">, header: readonly string[]) {
  const columns = header.map((cell) => cell.trim().toLowerCase());
  const missing = (companion?.signature ?? []).filter((column) => !columns.includes(column));
  if (!companion || !readCompanion) throw new FileFailure("zip_contents", `A second table does not belong to ${id}. Send the files one by one.`);
  if (missing.length)
    throw new FileFailure("missing_column", `The column ${missing.join(", ")} is missing in the second table of ${id}.`, {
      kind: "missing",
      value: `${missing.join(", ")} (${id})`,
    });
  return (record: readonly string[], line: number): Outcome | null => {
    if (isHeader(record, columns)) return "repeated_header";
    if (record.length < columns.length) return "column_count";
    return readCompanion((column) => record[columns.indexOf(column)] ?? "", line);
  };
}

function isHeader(record: readonly string[], columns: readonly string[]): boolean {
  return record.length >= columns.length && columns.every((column, index) => record[index]?.trim().toLowerCase() === column);
}
