import { createTranslator } from "use-intl/core";
import type { Locale } from "./locale";
import { type Messages, messagesOf, type Namespace } from "./messages";

function made<N extends Namespace>(locale: Locale, namespace: N) {
  return createTranslator<Messages, N>({ locale, messages: messagesOf(locale), namespace });
}

/** A translator keeps the sentences it has read, so there is one of each. */
const kept = new Map<string, unknown>();

/** The words of one area in one language; the same on the server and in the browser. */
export function translatorOf<N extends Namespace>(locale: Locale, namespace: N): Translator<N> {
  const key = `${locale} ${namespace}`;
  const known = kept.get(key) as Translator<N> | undefined;
  if (known) return known;
  const translator = made(locale, namespace);
  kept.set(key, translator);
  return translator;
}

export type Translator<N extends Namespace> = ReturnType<typeof made<N>>;
