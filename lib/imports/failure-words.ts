import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { FailurePlace } from "./failure";

/** Why a file was refused as a whole, how to mend it, and where it went wrong, in a reader's language; null for a code that has no words. */
export function failureWords(locale: Locale, { code, place }: { code: string; place: FailurePlace | null }): string | null {
  const t = translatorOf(locale, "imports");
  const key = `failures.${code}` as "failures.empty_file";
  if (!t.has(key)) return null;
  return place ? `${t(key)} ${t(`places.${place.kind}`, { value: place.value })}` : t(key);
}
