import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { ImportRecord } from "@/lib/imports/record";
import type { Zone } from "@/lib/period";

/** An import as its page shows it. */
export type ImportView = { record: ImportRecord; slug: string; zone: Zone; locale: Locale; t: Translator<"imports">; mayWrite: boolean };
