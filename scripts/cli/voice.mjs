// @ts-check
// What is said to people, in English or French.
import { count, duration } from "./figures.mjs";
import { printable } from "./text.mjs";
import { words as en } from "./words/en.mjs";
import { words as fr } from "./words/fr.mjs";

/** @typedef {{ locale: "en" | "fr", words: import("../../lib/i18n/words").Words<typeof en> }} Voice The words of a language. */

/** @param {"en" | "fr"} locale @returns {Voice} */
export function voiceOf(locale) {
  return { locale, words: locale === "fr" ? fr : en };
}

/** A sentence with its gaps filled: `{name}`. What is filled in is made safe to print. @param {string} sentence @param {Record<string, string>} about */
export function fill(sentence, about) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => printable(about[name] ?? ""));
}

/** The form that goes with a number, its `{count}` filled. @param {{ one: string, other: string }} forms @param {number} number @param {Voice} voice */
export function counted(forms, number, { locale }) {
  const form = new Intl.PluralRules(locale).select(number) === "one" ? forms.one : forms.other;
  return fill(form, { count: count(number, locale) });
}

/** What a failure says. The server explains what is wrong with a file in the language asked for, all else in English: there, in another language, our own words for its code go before. @param {import("./failure.mjs").Failure} failure @param {Voice} voice */
export function failureText({ code, about, answer = "" }, { words }) {
  const own = Object.hasOwn(words.answers, answer) ? words.answers[/** @type {keyof typeof words.answers} */ (answer)] : "";
  return fill(words.failures[code], { ...about, detail: [own, about.detail].filter(Boolean).join(" ") }).trim();
}

/** That it will be tried again, and when. @param {import("./server.mjs").Wait} wait @param {Voice} voice */
export function waitText({ seconds, attempt, retries, failure }, voice) {
  return `${failureText(failure, voice)} ${fill(voice.words.again, { time: duration(seconds), attempt: String(attempt), retries: String(retries) })}`;
}
