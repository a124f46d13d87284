import { sourceDate } from "@/lib/analysis/text";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Source } from "@/lib/pricing/book";

/** The numbered sources that sentences and tables cite. */
export function Sources({ sources, locale }: { sources: readonly Source[]; locale: Locale }) {
  const t = translatorOf(locale, "analysis");
  return (
    <section>
      <h2 className="sh">{t("sources")}</h2>
      <ol className="sources">
        {sources.map((source, index) => (
          <li key={`${source.url} ${source.as_of}`} id={`source-${index + 1}`}>
            <span className="number">{index + 1}</span>
            <span>
              {source.name}
              <br />
              <a className="sub" href={source.url} rel="noreferrer">
                {source.url.replace(/^https?:\/\//, "")}
              </a>
            </span>
            <span className="m t">{sourceDate(source, locale)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
