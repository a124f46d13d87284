import type { Month, Zone } from "@/lib/period";
import { FileFailure, longestRecord } from "./failure";
import type { JsonFormat, JsonReader } from "./json-format";
import type { JsonUnit } from "./json-text";
import type { Placed, Reading } from "./outcome";

/** So many objects may keep their format to themselves, of one record's length together. */
const mostWaiting = 2_000;

type Options = { zone: Zone; month: Month | null; formats: readonly JsonFormat[]; isDocument: boolean };

/** Reads the objects of a JSON file; its format is known by the first that can be only one's. */
export class JsonReading {
  format: JsonFormat | null = null;
  private reader: JsonReader | null = null;
  private waiting: JsonUnit[] = [];
  private waitingSize = 0;
  private records = 0;

  constructor(private readonly options: Options) {}

  read(units: readonly JsonUnit[]): Reading[] {
    const { reader } = this;
    if (reader) return units.flatMap((unit) => this.readUnit(reader, unit));
    this.waiting.push(...units);
    this.waitingSize += units.reduce((sum, { size }) => sum + size, 0);
    const { formats } = this.options;
    for (const { object } of units) {
      this.format ??= (object && formats.find((format) => format.recognises(object))) || null;
    }
    if (!this.format) {
      if (this.waiting.length > mostWaiting || this.waitingSize > longestRecord) throw this.unknown();
      return [];
    }
    this.reader = this.format.reader(this.options);
    const all = this.waiting;
    this.waiting = [];
    return this.read(all);
  }

  end(): Reading[] {
    if (!this.reader) throw this.unknown();
    return [...(this.reader.end?.() ?? [])].map((placed) => this.reading(placed, []));
  }

  private readUnit(reader: JsonReader, unit: JsonUnit): Reading[] {
    const { line, object, written } = unit;
    if (!object) return [this.reading({ line, outcome: "bad_json" }, [written()])];
    return reader.read(object, line).map((placed) => this.reading(placed, typeof placed.outcome === "string" ? [written()] : []));
  }

  /** Records of a document are counted by themselves; of lines, a line is one, unless its format has many in each. */
  private reading({ line, outcome }: Placed, cells: string[]): Reading {
    this.records++;
    if (this.options.isDocument) return { line: this.records, place: this.records, outcome, cells };
    return { line, place: this.format?.hasMany ? this.records : line, outcome, cells };
  }

  private unknown(): FileFailure {
    if (this.waiting.length && this.waiting.every(({ object }) => object === null))
      return new FileFailure("damaged_json", "No line of the file is a readable JSON object. Export it again.");
    const first = this.waiting.find(({ object }) => object !== null)?.object ?? {};
    const keys = Object.keys(first).slice(0, 20).join(", ").slice(0, 400);
    return new FileFailure(
      "unknown_format",
      `No known format has objects with these keys: ${keys || "none"}.`,
      keys ? { kind: "keys", value: keys } : null,
    );
  }
}
