import { longestRecord, recordTooLong } from "./failure";

/** A record of a table, and the physical line it starts on (the header is line 1). */
export type TableRecord = { cells: string[]; line: number };

const delimiters = [",", ";", "\t", "|"];

/** A quote that never closes; `line` is where it opened. */
export class UnclosedQuote extends Error {
  constructor(readonly line: number) {
    super(`the quote opened in line ${line} never closes`);
  }
}

/** The most frequent separator of the header line, outside quotes; a comma when there is none. */
export function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/**
 * Splits text into records by RFC 4180, as it comes in pieces: LF, CRLF or CR; quoted cells may hold line breaks, separators and doubled quotes.
 * Empty lines are no records.
 */
export class TableSplitter {
  private rest = "";
  private more: string[] = [];
  private moreLength = 0;
  private isInQuotes = false;

  /** `line`: where the text begins in its file. */
  constructor(
    private readonly delimiter: string,
    private line = 1,
  ) {}

  /** The records that end in this piece of text. Throws UnclosedQuote or FileFailure for one that grows beyond all measure. */
  push(text: string): TableRecord[] {
    this.more.push(text);
    this.moreLength += text.length;
    // A long record is looked at again when it has grown by half, so that reading it costs no more than its length.
    const isWorthALook = this.rest.length < 1 << 16 || this.moreLength > this.rest.length / 2 || this.rest.length + this.moreLength > longestRecord;
    return isWorthALook ? this.take(this.all(), false) : [];
  }

  /** The last record, where the file does not end with a line break. Throws UnclosedQuote. */
  end(): TableRecord[] {
    return this.take(this.all(), true);
  }

  private all(): string {
    const text = this.rest + (this.more.length === 1 ? this.more[0] : this.more.join(""));
    this.more = [];
    this.moreLength = 0;
    return text;
  }

  private take(text: string, isEnd: boolean): TableRecord[] {
    const records: TableRecord[] = [];
    let at = 0;
    let quote = -1;
    let carriage = -1;
    this.isInQuotes = false;
    while (at < text.length) {
      if (quote < at) quote = found(text, '"', at);
      if (carriage < at) carriage = found(text, "\r", at);
      const feed = found(text, "\n", at);
      const stop = Math.min(feed, carriage);
      // A carriage return at the very end may be half of a CRLF.
      const isWhole = stop < text.length - 1 || (stop < text.length && (isEnd || stop === feed));
      if (quote > stop && isWhole) {
        if (stop > at) records.push({ cells: text.slice(at, stop).split(this.delimiter), line: this.line });
        this.line++;
        at = stop === carriage && feed === stop + 1 ? stop + 2 : stop + 1;
        continue;
      }
      if (quote === Number.POSITIVE_INFINITY && !isEnd) break;
      const next = this.quoted(text, at, isEnd, records);
      if (next === null) break;
      at = next;
    }
    this.rest = text.slice(at);
    if (this.rest.length > longestRecord) throw this.isInQuotes ? new UnclosedQuote(this.line) : recordTooLong("line", this.line);
    return records;
  }

  /** One record character by character; where the next one starts, or null when it is not whole yet. */
  private quoted(text: string, start: number, isEnd: boolean, records: TableRecord[]): number | null {
    const cells: string[] = [];
    let cell = "";
    let lines = 0;
    let isQuoted = false;
    let at = start;
    for (; at < text.length; at++) {
      const character = text[at];
      if (isQuoted) {
        let close = text.indexOf('"', at);
        while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
        if (close < 0 && isEnd) throw new UnclosedQuote(this.line);
        // A quote at the very end may be half of a doubled one.
        if (close < 0 || (close + 1 === text.length && !isEnd)) {
          this.isInQuotes = true;
          return null;
        }
        const piece = text.slice(at, close);
        lines += lineBreaks(piece);
        cell += piece.replaceAll('""', '"');
        at = close;
        isQuoted = false;
      } else if (character === '"' && cell === "") isQuoted = true;
      else if (character === this.delimiter) {
        cells.push(cell);
        cell = "";
      } else if (character === "\n" || character === "\r") {
        if (character === "\r" && at + 1 === text.length && !isEnd) return null;
        break;
      } else cell += character;
    }
    if (at >= text.length && !isEnd) {
      this.isInQuotes = isQuoted;
      return null;
    }
    if (isQuoted) throw new UnclosedQuote(this.line);
    cells.push(cell);
    if (at > start) records.push({ cells, line: this.line });
    this.line += lines + 1;
    return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : at + 1;
  }
}

function found(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
