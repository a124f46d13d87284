import type { Month, Zone } from "@/lib/period";
import type { Placed } from "./outcome";

export type JsonObject = Record<string, unknown>;

/** Reads the objects of one file in order. */
export type JsonReader = {
  /** What the records in an object end as; an object may hold many, one, or a part of one. */
  read: (object: JsonObject, line: number) => readonly Placed[];
  /** What has waited until the end. */
  end?: () => Iterable<Placed>;
};

/** A kind of JSON: one object a line, or the elements of an array in one document. Each stands in a file of its own under `formats/`. */
export type JsonFormat = {
  /** Stable; also the source of its rows where the importer names none. */
  id: string;
  /** Whether an object can only be one of its own. */
  recognises: (object: JsonObject) => boolean;
  /** The keys under which a document may hold its array, besides none at all; `data` by default. */
  arrays?: readonly string[];
  /** Whether an object holds several records: they are then numbered by themselves. */
  hasMany?: boolean;
  reader: (options: { zone: Zone; month: Month | null }) => JsonReader;
};

/** What stands at a path of keys; undefined where there is nothing. */
export function at(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) {
    if (!isObject(here)) return undefined;
    here = Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
}

/** The same as a cell's text: "" for nothing, JSON for what is no text, number or truth value. */
export function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, ...path);
  if (typeof found === "string") return found;
  if (found === undefined || found === null) return "";
  return typeof found === "object" ? JSON.stringify(found) : String(found);
}

/** A list at a path; none where there is no list. */
export function listAt(value: unknown, ...path: string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON that a cell holds; undefined where it is none. */
export function parsedCell(cell: string): unknown {
  try {
    return parseExactly(cell);
  } catch {
    return undefined;
  }
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
const manyDigits = /\d{16}|(?=[\d.]{17})\d+\.\d/;

/** JSON with the numbers that are too long for a double kept as their text. Throws SyntaxError. */
export function parseExactly(text: string): unknown {
  if (!manyDigits.test(text)) return JSON.parse(text);
  return JSON.parse(text.replace(tokens, (token) => (token[0] !== '"' && isInexact(token) ? `"${token}"` : token)));
}

/** Whether a number as written has more digits than a double holds for sure. */
export function isInexact(number: string): boolean {
  return number.replace(/[eE].*$|\D/g, "").replace(/^0+/, "").length > 15 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(number);
}
