import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { FileFailure, longestRecord, recordTooLong } from "./failure";
import { isInexact, isObject, type JsonObject, parseExactly } from "./json-format";

/** An object of a JSON file: the line it stands on (or which of a document's elements it is), and what was written (characters); null: no readable object. */
export type JsonUnit = { line: number; object: JsonObject | null; size: number; written: () => string };

/** How JSON is laid out: an object a line, or a document with an array. */
export type JsonLayout = { kind: "lines" } | { kind: "document"; arrays: readonly string[] };

const sniffed = 1 << 20;
/** No record is nested deeper; so many empty lists would fill the memory. */
const deepest = 1_000;
const longText = 1 << 20;

/** Whether enough of a text has come to tell how it is laid out. */
export function showsLayout(head: string): boolean {
  return head.length >= sniffed || /^\s*[^{\s]/.test(head) || linesOf(head).length > 2;
}

/** Whether a text is JSON, and how it is laid out; null: it is none. `keys`: under which a document may hold its array. */
export function layoutOf(head: string, keys: readonly string[]): JsonLayout | null {
  const start = head.trimStart()[0];
  if (start === "[") return { kind: "document", arrays: [] };
  if (start !== "{") return null;
  const document: JsonLayout = { kind: "document", arrays: keys };
  if (startsArray(head, keys)) return document;
  const [first = "", second = ""] = linesOf(head);
  const object = parsedOrNull(first);
  if (object) return keys.some((key) => Array.isArray(object[key])) ? document : { kind: "lines" };
  const isCut = linesOf(head).length < 2;
  // A line that cannot be read among good ones, or the first of many of one document.
  return isCut ? (head.length >= sniffed ? { kind: "lines" } : document) : parsedOrNull(second) ? { kind: "lines" } : document;
}

/** `{"object": "page", "data": [`: members that are no objects, then one of the arrays. */
function startsArray(head: string, keys: readonly string[]): boolean {
  const scalar = String.raw`(?:"(?:[^"\\]|\\.){0,1000}"|[-\w.+]{1,100})`;
  return new RegExp(String.raw`^\s*\{\s*(?:"[^"\\]{0,100}"\s*:\s*${scalar}\s*,\s*){0,20}"(?:${keys.join("|")})"\s*:\s*\[`).test(
    head.slice(0, 32_768),
  );
}

function linesOf(head: string): string[] {
  return head.split("\n", 100).filter((line) => line.trim() !== "");
}

function parsedOrNull(text: string): JsonObject | null {
  if (text.length > longText && isTooDeep(text)) return null;
  try {
    const value = parseExactly(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth > deepest) return true;
  }
  return false;
}

/** The objects of JSON lines as they come; a line that cannot be read is one of its own. Throws FileFailure for one beyond all measure. */
export async function* jsonLines(text: AsyncIterable<string>): AsyncGenerator<JsonUnit[]> {
  let begun: string[] = [];
  let size = 0;
  let number = 0;
  const unit = (line: string): JsonUnit[] => {
    number++;
    return line.trim() === "" ? [] : [{ line: number, object: parsedOrNull(line), size: line.length, written: () => line }];
  };
  for await (const piece of text) {
    const [first = "", ...lines] = piece.split("\n");
    begun.push(first);
    size += first.length;
    if (size > longestRecord) throw recordTooLong(`Line ${number + 1}`);
    const last = lines.pop();
    if (last === undefined) continue;
    yield [begun.join(""), ...lines].flatMap(unit);
    begun = [last];
    size = last.length;
  }
  yield unit(begun.join(""));
}

/** Keeps numbers that are too long for a double as their text. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    return isInexact(text) ? (text as unknown as number) : Number(text);
  }
}

/** The elements of a document's array as they come, however large the document; several documents may follow each other. Throws FileFailure. */
export async function* jsonElements(text: AsyncIterable<string>, arrays: readonly string[]): AsyncGenerator<JsonUnit[]> {
  const paths = arrays.length ? arrays.map((key) => `$.${key}.*`) : ["$.*"];
  const tokenizer = new ExactTokenizer({ separator: "", stringBufferSize: 64 * 1024 });
  const parser = new TokenParser({ paths, keepStack: false, separator: "" });
  let units: JsonUnit[] = [];
  let number = 0;
  let size = 0;
  let depth = 0;
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth++;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth--;
    if (depth > deepest) throw new FileFailure("damaged_json", `Element ${number + 1} of the JSON is nested too deeply. Is this a file of usage?`);
    parser.write(token);
  };
  parser.onValue = ({ value }) => {
    units.push({ line: ++number, object: isObject(value) ? (value as JsonObject) : null, size, written: () => JSON.stringify(value) });
    size = 0;
  };
  const damagedUnless = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (error instanceof FileFailure) throw error;
      throw new FileFailure("damaged_json", `The JSON cannot be read after element ${number}: it is damaged or cut short. Export it again.`);
    }
  };
  for await (const piece of text) {
    size += piece.length;
    damagedUnless(() => tokenizer.write(piece));
    if (size > longestRecord + piece.length) throw recordTooLong(`Element ${number + 1}`);
    if (units.length) yield units;
    units = [];
  }
  damagedUnless(() => {
    tokenizer.end();
    if (!parser.isEnded) parser.end();
  });
  yield units;
}
