import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { FailurePlace } from "./failure";
import type { ImportRecord } from "./record";

type Failed = { code: string; detail: string; place: FailurePlace | null };

/**
 * Why a file was refused as a whole, how to mend it, and where it went wrong, in a reader's language. English reads the detail, which says a little more; so does
 * everybody of a code that has no words.
 */
export function failureWords(locale: Locale, { code, detail, place }: Failed): string {
  const t = translatorOf(locale, "imports");
  const key = `failures.${code}` as "failures.empty_file";
  if (locale === "en" || !t.has(key)) return detail;
  return place ? `${t(key)} ${t(`places.${place.kind}`, { value: place.value })}` : t(key);
}

/** An import that says in a reader's language why it failed. */
export function failureIn(locale: Locale, record: ImportRecord): ImportRecord {
  return record.error ? { ...record, error: { ...record.error, detail: failureWords(locale, record.error) } } : record;
}
