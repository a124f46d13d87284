import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";

/** Leads from the price of a model to what one's own usage would cost on it. */
export function YourUsage({ address, locale }: { address: string; locale: Locale }) {
  const t = translatorOf(locale, "analysis");
  return (
    <section className="no-print">
      <div className="sh">
        <h2>{t("yourUsage")}</h2>
        <span className="m">{t("yourUsageBody")}</span>
        <span className="sp" />
        <a className="btn pri" href={address}>
          {t("estimate")}
        </a>
      </div>
    </section>
  );
}
