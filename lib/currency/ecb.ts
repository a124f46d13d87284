import { type InputError, Refusal } from "@/lib/errors";
import { TableSplitter, UnclosedQuote } from "@/lib/imports/table";
import { parseDecimal } from "@/lib/money";
import { type Day, isDay } from "@/lib/period";
import type { Currency } from "./currency";
import type { Rate } from "./rate";

/** Rates against the euro, of the currencies that are wanted, oldest day first. `left`: columns of others. */
export type EcbRates = { rates: Omit<Rate, "source">[]; kept: Currency[]; left: number; days: number };

const shownErrors = 50;
const latestDays = 20_000;

/**
 * Reads the reference rates of the European Central Bank, `eurofxref-hist.csv`: a line a day, a column a currency, units for one euro, `N/A` or nothing where there
 * was none. All of it, or `invalid_input` that names each wrong line.
 */
export function ratesOfEcb(text: string, wanted: ReadonlySet<Currency>): EcbRates {
  const [header, ...records] = recordsOf(text.replace(/^\ufeff/, ""));
  const columns = header?.cells.map((cell) => cell.trim()) ?? [];
  if (!header || columns[0] !== "Date" || columns.slice(1).some((name) => !/^([A-Z]{3})?$/.test(name)))
    throw wrong([at(1, "unknown_format", "the first line is Date, then currencies by their three letters, as in eurofxref-hist.csv")]);
  if (new Set(columns.filter(Boolean)).size < columns.filter(Boolean).length) throw wrong([at(1, "duplicate_column", "a currency stands twice")]);
  if (!records.length) throw wrong([at(1, "empty_file", "there is no day below the first line")]);
  if (records.length > latestDays) throw wrong([at(1, "too_many", `more than ${latestDays} days`)]);
  const errors: InputError[] = [];
  const rates: Omit<Rate, "source">[] = [];
  const seen = new Map<Day, number>();
  for (const { cells, line } of records) {
    const day = cells[0]?.trim() ?? "";
    const before = seen.get(day);
    if (!isDay(day)) errors.push(at(line, "not_a_date", `"${day.slice(0, 40)}" is no day, as 2026-06-30`));
    else if (before !== undefined) errors.push(at(line, "duplicate_day", `${day} stands in line ${before} already`));
    else if (cells.length > columns.length) errors.push(at(line, "column_count", `${cells.length} cells under ${columns.length} columns`));
    seen.set(day, line);
    for (const [place, currency] of columns.entries()) {
      const cell = cells[place]?.trim() ?? "";
      if (place === 0 || !currency || cell === "" || cell === "N/A") continue;
      if (!/^\d{1,9}(\.\d{1,12})?$/.test(cell) || !/[1-9]/.test(cell))
        errors.push(at(line, "not_a_rate", `${currency}: "${cell.slice(0, 40)}" is no rate, as 1.0832`));
      else if (wanted.has(currency)) rates.push({ day, from: "EUR", to: currency, rate: parseDecimal(cell) });
    }
    if (errors.length > shownErrors) break;
  }
  if (errors.length) throw wrong(errors.slice(0, shownErrors));
  const kept = columns.filter((name) => wanted.has(name));
  return {
    rates: rates.sort((a, b) => (a.day < b.day ? -1 : 1)),
    kept,
    left: columns.slice(1).filter(Boolean).length - kept.length,
    days: seen.size,
  };
}

function recordsOf(text: string) {
  const splitter = new TableSplitter(",");
  try {
    return [...splitter.push(text), ...splitter.end()];
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw wrong([at(error.line, "unclosed_quote", "the quote that opens here never closes")]);
  }
}

function at(line: number, code: string, detail: string): InputError {
  return { path: `line ${line}`, code, detail: `line ${line}: ${detail}` };
}

function wrong(errors: readonly InputError[]): Refusal {
  return new Refusal("invalid_input", errors.map(({ detail }) => detail).join("; "), { errors });
}
