import { createTranslator } from "use-intl/core";
import type { Locale } from "./locale";
import { type Messages, messagesOf, type Namespace } from "./messages";

/** The words of one area in one language; the same on the server and in the browser. */
export function translatorOf<N extends Namespace>(locale: Locale, namespace: N) {
  return createTranslator<Messages, N>({ locale, messages: messagesOf(locale), namespace });
}

export type Translator<N extends Namespace> = ReturnType<typeof translatorOf<N>>;
