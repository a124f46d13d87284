import { expect, test } from "vitest";
import { Failure } from "./failure.mjs";
import { receiptLines, totalLine } from "./receipt.mjs";
import { failureText, fill, voiceOf } from "./voice.mjs";
import { words as en } from "./words/en.mjs";
import { words as fr } from "./words/fr.mjs";

/** Every sentence with the path of its keys. */
function sentences(words: object, at = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${at}${key}`, value]] : sentences(value, `${at}${key}.`),
  );
}

const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const spaced = (text: string) => text.replaceAll("\u00a0", " ");

test("both languages say the same things with the same gaps", () => {
  const french = new Map(sentences(fr));
  const english = sentences(en);
  expect([...french.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  for (const [key, text] of english) expect([key, gaps(french.get(key) ?? "")]).toEqual([key, gaps(text)]);
});

test("French sentences have no-break spaces before their marks, and no empty one", () => {
  for (const [key, text] of sentences(fr)) {
    expect([key, /[ \w][;:!?](?= |$)/.test(text.replaceAll(/obole \w+|--\S+/g, ""))]).toEqual([key, false]);
    expect([key, text]).not.toEqual([key, ""]);
  }
});

const record = {
  ...{
    id: "12",
    rows: 1234,
    accepted: 1200,
    duplicates: 30,
    conflicts: 2,
    rejected: 4,
    ignored: 0,
    format: "canonical-csv",
    timezone: "Europe/Paris",
  },
  ...{ first_timestamp: "2026-05-31T22:00:00Z", last_timestamp: "2026-06-30T21:59:59Z" },
  rejected_by_reason: { missing_model: 1, negative_tokens: 3, a_newer_code: 0 },
  warnings: [
    { code: "unpriced_models", detail: "acme-1\u001b[2J" },
    { code: "a_newer_code", detail: "What a newer server says." },
  ],
};

test("a receipt adds up, in the zone of the import, codes it does not know included", () => {
  expect(receiptLines("june.csv", record, voiceOf("en"))).toEqual([
    "june.csv: 1,234 rows read = 1,200 added + 30 known + 4 rejected + 0 ignored",
    "  import 12, canonical-csv, 1 June 2026 to 30 June 2026",
    "  2 known rows have other numbers here",
    "  rejected, 3 ×: a negative count",
    "  rejected, 1 ×: no model",
    "  rejected, 0 ×: a_newer_code",
    "  Without a price: acme-1\ufffd[2J. Their tokens count, their cost is unknown.",
    "  What a newer server says.",
  ]);
  expect(spaced(receiptLines("juin.csv", { ...record, id: null }, voiceOf("fr"))[0] ?? "")).toBe(
    "juin.csv : 1\u202f234 lignes lues = 1\u202f200 à ajouter + 30 connues + 4 à refuser + 0 à ignorer (à blanc, rien n’a été écrit)",
  );
  expect(totalLine([record, record], 3, voiceOf("en"))).toBe("2 of 3 files: 2,468 rows read = 2,400 added + 60 known + 8 rejected + 0 ignored");
});

test("a refusal is explained in one's language, with the server's own words for the place", () => {
  const refused = new Failure("refused", { detail: "The body ended after 7 bytes." }, { answer: "short_body" });
  expect(failureText(refused, voiceOf("en"))).toBe("Refused: The body ended after 7 bytes.");
  expect(spaced(failureText(refused, voiceOf("fr")))).toBe(
    "Refusé : L’envoi s’est interrompu. Rien n’a été gardé ; envoyez le fichier à nouveau. The body ended after 7 bytes.",
  );
  const unreadable = new Failure("refused", { detail: "Un guillemet s’ouvre et ne se referme jamais. Ligne 7." }, { answer: "unclosed_quote" });
  expect(spaced(failureText(unreadable, voiceOf("fr")))).toBe("Refusé : Un guillemet s’ouvre et ne se referme jamais. Ligne 7.");
});

test("what is filled in can neither steer the terminal nor open a gap of its own", () => {
  expect(fill("{file}: {text}", { file: "\u001b]0;x\u0007{text}", text: "ok" })).toBe("\ufffd]0;x\ufffd{text}: ok");
});
