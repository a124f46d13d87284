import type { ReactNode } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { Gate } from "./gate";
import { gateWords } from "./gate-words";
import { LanguageLink } from "./language-link";

/** A page that is open to who is not in, or not yet in a workspace. */
export function OpenPage({ locale, children }: { locale: Locale; children: ReactNode }) {
  const label = translatorOf(locale, "common")("otherLanguage");
  return (
    <Gate {...gateWords(locale)} language={<LanguageLink locale={locale === "fr" ? "en" : "fr"} label={label} />}>
      {children}
    </Gate>
  );
}
