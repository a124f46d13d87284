import type { ReactNode } from "react";
import { LanguageLink } from "@/components/auth/language-link";
import { Coin } from "@/components/ui/coin";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";

/** What stands around the estimator for those who are not signed in. */
export function PublicFrame({ workspace, slug, locale, children }: { workspace: string; slug: string; locale: Locale; children: ReactNode }) {
  const t = translatorOf(locale, "estimate");
  return (
    <main style={{ margin: "0 auto" }}>
      <header className="head no-print">
        <a className="brand" href={`/estimate/${slug}`} style={{ color: "inherit", textDecoration: "none", padding: 0 }}>
          <Coin />
          {t("public", { workspace })}
        </a>
        <span className="sp" />
        <LanguageLink locale={locale === "fr" ? "en" : "fr"} label={translatorOf(locale, "common")("otherLanguage")} />
        <a href={`/w/${slug}/estimate`}>{t("signIn")}</a>
      </header>
      {children}
      <footer className="note" style={{ borderTop: "1px solid var(--rule)", paddingTop: 14 }}>
        {t("listOnly", { workspace })} {t("join", { workspace })}
      </footer>
    </main>
  );
}
