import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { FileFailure, longestRecord, recordTooLong } from "./failure";
import { isInexact, isObject, type JsonObject, parseExactly, stringEnd } from "./json-format";

/** An object of a JSON file: the line it stands on (or which of a document's elements it is), and what was written (characters); null: no readable object. */
export type JsonUnit = { line: number; object: JsonObject | null; size: number; written: () => string };

/** How JSON is laid out: an object a line, a document with an array (under one of these keys; none: it is the document), or objects over several lines. */
export type JsonLayout = { kind: "lines" } | { kind: "document"; arrays: readonly string[] } | { kind: "objects" };

const sniffed = 1 << 20;
/** No record is nested deeper; so many empty lists would fill the memory. */
const deepest = 1_000;
const longText = 1 << 20;

/** Whether enough of a text has come to tell how it is laid out: what does not begin with an object a line may hold its array further down. */
export function showsLayout(head: string, keys: readonly string[]): boolean {
  if (head.length >= sniffed || /^\s*[^{\s]/.test(head)) return true;
  const lines = linesOf(head);
  return lines.length > 2 && (isLine(lines) || holdsArray(head, keys));
}

/** Whether a text is JSON, and how it is laid out; null: it is none. `keys`: under which a document may hold its array. */
export function layoutOf(head: string, keys: readonly string[]): JsonLayout | null {
  const start = head.trimStart()[0];
  if (start === "[") return { kind: "document", arrays: [] };
  if (start !== "{") return null;
  if (holdsArray(head, keys)) return { kind: "document", arrays: keys };
  const lines = linesOf(head);
  if (isLine(lines)) return { kind: "lines" };
  // A line that goes on beyond what was read, or objects over several lines.
  return lines.length < 2 && head.length >= sniffed ? { kind: "lines" } : { kind: "objects" };
}

/** Whether the first line is an object by itself, or one that cannot be read before one that is. */
function isLine([first = "", second = ""]: readonly string[]): boolean {
  return parsedOrNull(first) !== null || parsedOrNull(second) !== null;
}

/** Whether a document's outermost object holds one of the arrays, as `{"object": "page", "data": [`. */
function holdsArray(head: string, keys: readonly string[]): boolean {
  let depth = 0;
  let key: string | null = null;
  for (const token of tokensOf(head)) {
    if (token === "{" || token === "[") {
      if (depth === 1 && token === "[" && key !== null && keys.includes(key)) return true;
      depth++;
    } else if (token === "}" || token === "]") {
      if (--depth === 0) return false;
    } else if (token === ",") key = null;
    else if (depth === 1) key ??= token.slice(1, -1);
  }
  return false;
}

/** The strings, brackets and commas of JSON. */
function* tokensOf(text: string): Generator<string> {
  const next = /["[\]{},]/g;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    if (found[0] === '"') next.lastIndex = stringEnd(text, found.index);
    yield text.slice(found.index, next.lastIndex);
  }
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
  for (const token of tokensOf(text)) {
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
    if (size > longestRecord) throw recordTooLong("line", number + 1);
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

/**
 * The elements of a document's array as they come, however large the document, or the objects that stand by themselves; several documents may follow each
 * other. Throws FileFailure.
 */
export async function* jsonElements(text: AsyncIterable<string>, layout: Exclude<JsonLayout, { kind: "lines" }>): AsyncGenerator<JsonUnit[]> {
  const arrays = layout.kind === "objects" ? null : layout.arrays;
  const paths = arrays === null ? ["$"] : arrays.length ? arrays.map((key) => `$.${key}.*`) : ["$.*"];
  const tokenizer = new ExactTokenizer({ separator: "", stringBufferSize: 64 * 1024 });
  const parser = new TokenParser({ paths, keepStack: false, separator: "" });
  let units: JsonUnit[] = [];
  let number = 0;
  let size = 0;
  let depth = 0;
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth++;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth--;
    if (depth <= deepest) return parser.write(token);
    const place = { kind: "element", value: String(number + 1) } as const;
    throw new FileFailure("damaged_json", `Element ${number + 1} of the JSON is nested too deeply. Is this a file of usage?`, place);
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
      const place = { kind: "afterElement", value: String(number) } as const;
      throw new FileFailure("damaged_json", `The JSON cannot be read after element ${number}: it is damaged or cut short. Export it again.`, place);
    }
  };
  for await (const piece of text) {
    size += piece.length;
    damagedUnless(() => tokenizer.write(piece));
    if (size > longestRecord + piece.length) throw recordTooLong("element", number + 1);
    if (units.length) yield units;
    units = [];
  }
  damagedUnless(() => {
    tokenizer.end();
    if (!parser.isEnded) parser.end();
  });
  yield units;
}
