// @ts-check
// What became of a file, for people.
import { count, day, sum } from "./figures.mjs";
import { counted, fill } from "./voice.mjs";

/**
 * @typedef {import("./voice.mjs").Voice} Voice
 * @typedef {{ id: string | null, rows: number, accepted: number, duplicates: number, rejected: number, ignored: number }} Counts
 */

/** An import as lines: read = added + known + rejected + ignored, then what is worth knowing. @param {string} name @param {any} record @param {Voice} voice */
export function receiptLines(name, record, voice) {
  const { words, locale } = voice;
  const { id, format, first_timestamp: first, last_timestamp: last, conflicts, rejected_by_reason: rejected, warnings } = record;
  const dayOf = (/** @type {string} */ instant) => day(instant, record.timezone, locale);
  const facts = [id && fill(words.receipt.id, { id }), format, first && fill(words.receipt.period, { first: dayOf(first), last: dayOf(last) })];
  const reasons = Object.entries(rejected).sort(([, a], [, b]) => b - a);
  return [
    fill(words.ofFile, { file: name, text: sumText(record, voice) }),
    `  ${facts.filter(Boolean).join(", ")}`,
    ...(conflicts ? [`  ${counted(words.receipt.conflicts, conflicts, voice)}`] : []),
    ...reasons.map(([code, rows]) => `  ${fill(words.receipt.reason, { count: count(rows, locale), reason: worded(words.reasons, code, code) })}`),
    ...warnings.map(
      (/** @type {{ code: string, detail: string }} */ { code, detail }) => `  ${fill(worded(words.warnings, code, detail), { detail })}`,
    ),
  ];
}

/** The same for several files together. @param {Counts[]} records @param {number} files @param {Voice} voice */
export function totalLine(records, files, voice) {
  const of = (/** @type {"rows" | "accepted" | "duplicates" | "rejected" | "ignored"} */ name) =>
    Number(sum(...records.map((record) => record[name])));
  const total = { rows: of("rows"), accepted: of("accepted"), duplicates: of("duplicates"), rejected: of("rejected"), ignored: of("ignored") };
  const id = records[0]?.id ?? null;
  return fill(voice.words.receipt.total, { done: String(records.length), files: String(files), sum: sumText({ ...total, id }, voice) });
}

/** 20 rows read = 19 added + 1 known + 0 rejected + 0 ignored. @param {Counts} record @param {Voice} voice */
function sumText({ id, rows, accepted, duplicates, rejected, ignored }, voice) {
  const { receipt } = voice.words;
  const shown = Object.entries({ accepted, duplicates, rejected, ignored }).map(([name, value]) => [name, count(value, voice.locale)]);
  return `${counted(receipt.read, rows, voice)} = ${fill(id === null ? receipt.wouldBe : receipt.became, Object.fromEntries(shown))}`;
}

/** The words for a code of the server; a newer one may know codes that have none here. @param {Record<string, string>} words @param {string} code @param {string} otherwise */
function worded(words, code, otherwise) {
  return Object.hasOwn(words, code) ? (words[code] ?? otherwise) : otherwise;
}
