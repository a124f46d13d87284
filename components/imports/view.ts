import type { Actor } from "@/lib/audit/record";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { ImportRecord } from "@/lib/imports/record";
import type { Zone } from "@/lib/period";

/** An import as its page shows it. */
export type ImportView = { record: ImportRecord; slug: string; zone: Zone; locale: Locale; t: Translator<"imports">; mayWrite: boolean };

/** Who brought an import, in words. */
export function byWhom(who: Actor | undefined, t: Translator<"imports">): string {
  if (who?.kind === "key") return who.name ? t("people.keyNamed", { name: who.name }) : t("people.key");
  return who?.name ?? t(who?.kind === "user" ? "people.person" : "people.system");
}
