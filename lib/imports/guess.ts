import type { MappedColumn } from "@/lib/usage/canonical";
import type { Mapping } from "./mapping";

/** What a mapping may be, as far as a file's own words tell; what they do not tell is missing, for the importer to say. */
export type MappingGuess = Pick<Mapping, "date_order" | "decimal_mark" | "row_is" | "unit" | "currency" | "input_includes_cached"> & {
  columns: Partial<Record<MappedColumn, string>>;
};

/** The table's beginning: its column names, and some of its rows. */
export type TableHead = { header: readonly string[]; rows: readonly (readonly string[])[] };

/** How columns are called in English, French, German and Spanish; the first field that fits takes the column, particular ones before general ones. */
const called: [MappedColumn, RegExp][] = [
  ["request_id", /\b(?:request|generation|response|requete|call|appel|trace) ?id\b|^id$|^(?:uuid|guid)$/],
  [
    "cached_input_tokens",
    /\b(?:cached|cache hit|cache read|cache lu|en cache|dont cache|lecture cache|cache)\b(?!.*\b(?:write|written|creation|ecrit|ecriture|1h)\b)/,
  ],
  ["cache_write_1h_tokens", /\bcache\b.*\b1 ?h\b/],
  ["cache_write_tokens", /\bcache\b.*\b(?:write|written|creation|ecrit|ecriture)\b/],
  ["reasoning_tokens", /\b(?:reasoning|raisonnement|thinking|reflexion)\b/],
  ["cost", /\b(?:cost|costs|cout|couts|montant|amount|spend|spent|depense|kosten|betrag|coste|importe)\b/],
  ["input_tokens", /\b(?:input|prompt|entree|entrees|eingabe|entrada|in)\b/],
  ["output_tokens", /\b(?:output|completion|sortie|sorties|ausgabe|salida|generated|out)\b/],
  ["timestamp", /\b(?:timestamp|date|day|jour|time|heure|created|datum|tag|fecha|dia|when|quand|horodatage|start)\b/],
  ["model", /\b(?:model|modele|modell|modelo)\b/],
  ["provider", /\b(?:provider|fournisseur|vendor|anbieter|proveedor)\b/],
  ["requests", /\b(?:requests?|requetes?|calls?|appels?|anfragen|solicitudes)\b/],
  ["service_tier", /\b(?:tier|palier)\b/],
  ["api_key", /\b(?:api ?key|cle(?: d)?(?: api)?|key|schlussel|clave)\b/],
  ["team", /\b(?:team|equipe|department|departement|service|equipo|abteilung)\b/],
  ["project", /\b(?:project|projet|workspace|proyecto|projekt)\b/],
  ["user", /\b(?:user|utilisateur|utilisatrice|email|mail|benutzer|usuario|person|personne)\b/],
];
const counts: readonly MappedColumn[] = ["input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens"];
const yearLast = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b/;

/** Guesses how the columns of a table become our fields, from their names and what stands below them. */
export function guessMapping({ header, rows }: TableHead): MappingGuess {
  const columns: MappingGuess["columns"] = {};
  for (const [field, words] of called) {
    const found = header.find((column) => words.test(plain(column)) && !Object.values(columns).includes(column));
    if (found) columns[field] = found;
  }
  const below = (field: MappedColumn) => {
    const place = header.indexOf(columns[field] ?? "");
    return place < 0 ? [] : rows.map((row) => row[place]?.trim() ?? "").filter((cell) => cell !== "");
  };
  const numbers = [...counts, "cost" as const].flatMap(below);
  const mark = markOf(numbers);
  const order = orderOf(below("timestamp"));
  const isRequest = columns.request_id !== undefined;
  return {
    columns,
    unit: unitOf(counts.map((field) => columns[field] ?? "")),
    currency: currencyOf(columns.cost ?? "", below("cost")),
    input_includes_cached: !exceeds(below("cached_input_tokens"), below("input_tokens"), mark),
    ...(mark && { decimal_mark: mark }),
    ...(order && { date_order: order }),
    ...((isRequest || columns.requests) && { row_is: isRequest ? ("request" as const) : ("total" as const) }),
  };
}

/** Of a name, so many characters are looked at. */
const longestName = 200;

/** A name without case, accents and marks. */
function plain(column: string): string {
  return column
    .slice(0, longestName)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, " ")
    .trim();
}

/** Which of the first two parts is a day, where one of them can be nothing else. */
function orderOf(times: readonly string[]): Mapping["date_order"] {
  const parts = times.map((time) => yearLast.exec(time)).filter((found) => found !== null);
  const [first, second] = [parts.some(([, first]) => Number(first) > 12), parts.some(([, , second]) => Number(second) > 12)];
  return first === second ? undefined : first ? "dmy" : "mdy";
}

/** The mark that some number shows to be the decimal one: the last of two kinds, or one that does not stand before three digits. */
function markOf(numbers: readonly string[]): Mapping["decimal_mark"] {
  const shows = (mark: "." | ",", group: "." | ",") =>
    numbers.some((number) => {
      const bare = number.replace(/[^\d.,]/g, "");
      const [whole = "", fraction, ...more] = bare.split(mark);
      const isOnly = fraction !== undefined && !more.length && !fraction.includes(group);
      const isGroups = bare.split(group).length > 2 && !bare.includes(mark);
      return isGroups || (isOnly && (whole.includes(group) || fraction.length !== 3));
    });
  const [comma, point] = [shows(",", "."), shows(".", ",")];
  return comma === point ? undefined : comma ? "," : ".";
}

function unitOf(columns: readonly string[]): Mapping["unit"] {
  const all = columns.map((column) => plain(column)).join(" ");
  if (/\b(?:millions?|mio|m ?tokens?|m ?jetons?|mtok)\b/.test(all)) return "millions";
  return /\b(?:thousands?|milliers?|k|k ?tokens?|k ?jetons?|ktok)\b/.test(all) ? "thousands" : "tokens";
}

function currencyOf(column: string, cells: readonly string[]): string {
  const text = [column, ...cells].join(" ");
  const code = /\b(EUR|USD|GBP|CHF|CAD|JPY|AUD|SEK|NOK|DKK|PLN)\b/i.exec(text)?.[1]?.toUpperCase();
  return code ?? (text.includes("€") ? "EUR" : text.includes("£") ? "GBP" : "USD");
}

/** Whether some row reads more from the cache than its input counts, so that input cannot contain it. */
function exceeds(cached: readonly string[], input: readonly string[], mark: Mapping["decimal_mark"]): boolean {
  const digits = (text = "") => text.split(mark ?? /[.,](?=\d{1,2}$)/)[0]?.replace(/\D/g, "") || "0";
  return cached.length === input.length && cached.some((cell, index) => BigInt(digits(cell)) > BigInt(digits(input[index])));
}
