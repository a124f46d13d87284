import { jsonOf } from "@/lib/api/parse";
import { Refusal } from "@/lib/errors";
import { isObject } from "@/lib/imports/json-format";
import type { GivenRecord } from "./record";

const mostRows = 10_000;

/** The rows of a request: a JSON object, an array, or one JSON object a line; null where one is no object. Throws `unparseable`, `body_too_large`. */
export function recordedRows(text: string, contentType: string): { rows: (GivenRecord | null)[]; isSingle: boolean } {
  const isLines = /ndjson|jsonl/.test(contentType);
  const values = isLines
    ? text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map(parsedLine)
    : jsonOf(text, "the body is no JSON; send an object, an array, or one object a line as application/x-ndjson");
  const list = Array.isArray(values) ? values : [values];
  if (list.length > mostRows)
    throw new Refusal("body_too_large", `more than ${mostRows} rows; send them in several requests, or as a file to /api/v1/imports`);
  const rows = list.map((value) => (isObject(value) ? value : null));
  if (!rows.length || !list.some(isObject))
    throw new Refusal("unparseable", "no usage in the body; send a JSON object, an array of them, or one a line as application/x-ndjson");
  return { rows, isSingle: !Array.isArray(values) };
}

/** A line that cannot be read is a row that is refused, among good ones. */
function parsedLine(line: string): unknown {
  try {
    return jsonOf(line, "");
  } catch {
    return null;
  }
}
