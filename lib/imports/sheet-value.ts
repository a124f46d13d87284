/** Formats that every spreadsheet knows by number and that show a date or a time. */
const dateFormats = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

/** Whether a number format, by its number or its code, shows a date or a time. */
export function isDateFormat(format: number | string): boolean {
  if (typeof format === "number") return dateFormats.some(([from, to]) => format >= from && format <= to);
  // What is quoted, escaped, or in brackets (a colour, a locale) is no part of the date, except for elapsed hours such as [h].
  const code = format.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  return !/general/i.test(code) && /[ymdhs]/i.test(code);
}

const dayMs = 86_400_000;
/** Day 0 of each system; the first counts a 29 February 1900 that never was, so that its day 0 is right from March 1900 on. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) };

/** A serial date as civil text, `2026-03-01` or `2026-03-01T10:00:00.123`; what is no number stays as it is. */
export function serialDate(serial: string, epoch: 1900 | 1904): string {
  const instant = epochs[epoch] + Math.round(Number(serial) * dayMs);
  if (serial.trim() === "" || !Number.isFinite(instant) || Math.abs(instant) > 8.64e15) return serial;
  const text = new Date(instant).toISOString().replace(/(?:\.000)?Z$/, "");
  return text.replace(/T00:00:00$/, "");
}

/** A number as a person typed it: files hold doubles with 17 digits, 0.1 as 0.10000000000000001. */
export function spelledNumber(text: string): string {
  const digits = text.replace(/e.*$/i, "").replace(/\D/g, "").replace(/^0+/, "");
  return digits.length > 15 && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}
