import { en } from "./en/catalogue";
import { fr } from "./fr/catalogue";
import type { Locale } from "./locale";

export type Messages = typeof en;
export type Namespace = keyof Messages;

/** All words of a language. */
export function messagesOf(locale: Locale): Messages {
  return locale === "fr" ? (fr as Messages) : en;
}
