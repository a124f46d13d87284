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
  return typeof found === "object" ? written(found) : String(found);
}

function written(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "[…]"; // nested deeper than the stack reaches: nothing that a cell holds
  }
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

const manyDigits = /\d{16}|(?=[\d.]{17})\d+\.\d/;

/** JSON with the numbers that are too long for a double kept as their text. Throws SyntaxError. */
export function parseExactly(text: string): unknown {
  return JSON.parse(manyDigits.test(text) ? withQuotedNumbers(text) : text);
}

function withQuotedNumbers(text: string): string {
  const next = /"|-?\d[\d.eE+-]*/g;
  let quoted = "";
  let from = 0;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const [token] = found;
    if (token === '"') next.lastIndex = stringEnd(text, found.index);
    else if (isInexact(token)) {
      quoted += `${text.slice(from, found.index)}"${token}"`;
      from = next.lastIndex;
    }
  }
  return quoted + text.slice(from);
}

/**
 * The place after the quote that closes a JSON string, which opens at `start`; the text's end where none does. A pattern would look for it again from every
 * quote of a string that never closes.
 */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slash = quote;
    while (text[slash - 1] === "\\") slash--;
    if ((quote - slash) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Whether a number as written has more digits than a double holds for sure. */
export function isInexact(number: string): boolean {
  return number.replace(/[eE].*$|\D/g, "").replace(/^0+/, "").length > 15 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(number);
}
