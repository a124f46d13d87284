import { type Instant, instantOfLocal, quarterHour, type Zone } from "@/lib/period";
import type { RejectionCode } from "./row";

/** A time as a source wrote it: its instant, and what identity knows of it. */
export type Timestamp = { instant: Instant; identity: string };

const written = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const first = Date.UTC(2018, 0, 1);
const end = Date.UTC(2101, 0, 1);
const cacheSize = 50_000;

/** Which comes first where a year comes last: 31/12/2026 or 12/31/2026. */
export type DateOrder = "dmy" | "mdy";
const yearLast = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]m)?)?$/i;

/**
 * Reads times; those without a zone are in the one given, and those with the year last are read in the order given, else refused as ambiguous.
 * Keep one reader for a whole file: it remembers what it has worked out.
 */
export function timestampReader(zone: Zone, order?: DateOrder): (cell: string) => Timestamp | RejectionCode {
  const local = localReader(zone);
  return (cell) => {
    const text = cell.trim();
    if (text === "") return "missing_timestamp";
    const parsed = /^\d+$/.test(text) ? fromDigits(text, local) : fromText(text, local, order);
    if (typeof parsed === "string") return parsed;
    return parsed.instant >= first && parsed.instant < end ? parsed : "timestamp_out_of_range";
  };
}

type LocalReader = (civil: number) => Instant;

function fromText(text: string, local: LocalReader, order: DateOrder | undefined): Timestamp | RejectionCode {
  const parts = written.exec(text);
  if (!parts && order) return fromYearLast(text, local, order);
  if (!parts) return /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?!\d)/.test(text) ? "ambiguous_timestamp" : "bad_timestamp";
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = parts;
  const civil = civilTime(+(year ?? 0), +(month ?? 0), +(day ?? 0), +hour, +minute, +second);
  if (civil === null) return "bad_timestamp";
  const exact = civil + Number(fraction.slice(0, 3).padEnd(3, "0"));
  if (zone === undefined) return atCivil(exact, local);
  const offset = offsetOf(zone);
  return offset === null ? "bad_timestamp" : atInstant(exact - offset);
}

function fromYearLast(text: string, local: LocalReader, order: DateOrder): Timestamp | RejectionCode {
  const [whole, first = "", second = "", year = "", hour = "0", minute = "0", seconds = "0", half] = yearLast.exec(text) ?? [];
  if (whole === undefined) return "bad_timestamp";
  const [day, month] = order === "dmy" ? [+first, +second] : [+second, +first];
  const twelve = half !== undefined;
  if (twelve && (+hour < 1 || +hour > 12)) return "bad_timestamp";
  const hours = twelve ? (+hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0) : +hour;
  const civil = civilTime(year.length === 2 ? 2000 + +year : +year, month, day, hours, +minute, +seconds);
  return civil === null ? "bad_timestamp" : atCivil(civil, local);
}

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch by the number of digits; eight are a date. */
function fromDigits(text: string, local: LocalReader): Timestamp | RejectionCode {
  if (text.length === 8) {
    const civil = civilTime(+text.slice(0, 4), +text.slice(4, 6), +text.slice(6), 0, 0, 0);
    return civil === null ? "bad_timestamp" : atCivil(civil, local);
  }
  const divisor = { 10: 0.001, 13: 1, 16: 1_000, 19: 1_000_000 }[text.length];
  if (divisor === undefined) return "bad_timestamp";
  return atInstant(divisor < 1 ? Number(text) * 1000 : Number(BigInt(text) / BigInt(divisor)));
}

function atInstant(instant: Instant): Timestamp {
  return { instant, identity: `@${instant}` };
}

function atCivil(civil: number, local: LocalReader): Timestamp {
  return { instant: local(civil), identity: `local ${civil}` };
}

/** A wall-clock time as if it were UTC; null where there is no such date or time. */
function civilTime(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  const civil = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(civil);
  const exists = year >= 100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? civil : null;
}

/** Milliseconds east of UTC. */
function offsetOf(zone: string): number | null {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!parts) return 0;
  const [, sign, hours = "0", minutes = "0"] = parts;
  if (+hours > 14 || +minutes > 59) return null;
  return (sign === "-" ? -1 : 1) * (+hours * 60 + +minutes) * 60_000;
}

/** Clocks change on quarter hours, so one look-up serves fifteen minutes. */
function localReader(zone: Zone): LocalReader {
  if (zone === "UTC" || zone === "Etc/UTC") return (civil) => civil;
  const known = new Map<number, Instant>();
  return (civil) => {
    const quarter = Math.floor(civil / quarterHour) * quarterHour;
    let start = known.get(quarter);
    if (start === undefined) {
      if (known.size >= cacheSize) known.clear();
      start = instantOfLocal(new Date(quarter).toISOString().slice(0, -1), zone);
      known.set(quarter, start);
    }
    return start + (civil - quarter);
  };
}
