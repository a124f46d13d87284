import { bedrockInvocationJsonl } from "@/lib/imports/formats/bedrock-invocation-jsonl";
import { langfuseObservationsJson } from "@/lib/imports/formats/langfuse-observations";
import { litellmSpendlogsJson } from "@/lib/imports/formats/litellm-spendlogs";
import type { Outcome } from "@/lib/imports/outcome";
import type { Instant } from "@/lib/period";
import { canonicalColumns, canonicalReader } from "@/lib/usage/canonical";
import { name } from "@/lib/usage/fields";
import type { RejectionCode } from "@/lib/usage/row";
import { answerReader } from "./answer";
import { heliconeRequest } from "./helicone-request";
import { litellmCallback } from "./litellm-callback";
import { type Defaults, defaultFields, type GivenRecord, type ReadRecord } from "./record";

/** What logs and gateways say of a call, told by their content; the same as in their files, where there are files of them. */
const logs = [litellmSpendlogsJson, langfuseObservationsJson, bedrockInvocationJsonl, litellmCallback, heliconeRequest];

const columns: readonly string[] = [...canonicalColumns.required, ...canonicalColumns.optional];

/**
 * Reads one record after another. `receivedAt` is the time of an answer that tells none. A log's own names of its source are kept out: what it is recorded
 * under is said by the record, the defaults, or `api`.
 */
export function recordReader(defaults: Defaults, receivedAt: Instant): (record: GivenRecord) => Omit<ReadRecord, "index">[] {
  const canonical = canonicalReader({ zone: "UTC", delimiter: "," });
  const readAnswer = answerReader(defaults, receivedAt);
  const readers = logs.map((log) => ({ log, reader: log.reader({ zone: "UTC", month: null }) }));
  const plain = (record: GivenRecord): readonly Outcome[] => {
    const known = readers.find(({ log }) => log.recognises(record));
    if (known) return known.reader.read(record, 1).map(({ outcome }) => outcome);
    const answer = readAnswer(record);
    if (answer) return [answer];
    return [canonical((column) => cell(record[column]) || (isDefault(column) ? (defaults[column] ?? "") : ""))];
  };
  return (record) => {
    const source = name(cell(record.source)) || defaults.source || "api";
    return plain(record).flatMap((outcome) => {
      // A kind that only files have; no log that is read here has them.
      if (typeof outcome === "object" && (outcome.kind === "charge" || outcome.kind === "duplicate")) return [];
      return [{ source, outcome: typeof outcome === "object" && outcome.kind === "usage" ? withDefaults(outcome, defaults) : outcome }];
    });
  };
}

/** Fills in whom a log's row belongs to, where the log does not say. */
function withDefaults<Row extends { team: string; project: string; user: string }>(row: Row, defaults: Defaults): Row {
  const given = (field: "team" | "project" | "user") => row[field] || name(defaults[field] ?? "");
  return { ...row, team: given("team"), project: given("project"), user: given("user") };
}

function isDefault(column: string): column is keyof Defaults {
  return (defaultFields as readonly string[]).includes(column);
}

/** JSON numbers beyond 2^53 have lost their digits already, so they are refused: such counts are sent as text. */
function cell(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value) ? "unsafe" : String(value);
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

export function detailOf(code: RejectionCode): string {
  return `the row is refused: ${code.replaceAll("_", " ")}; its fields are ${columns.join(", ")}`;
}
