"use client";

/** Switches the language of pages that are open to everybody. */
export function LanguageLink({ locale, label }: { locale: string; label: string }) {
  return (
    <a
      href={`?lang=${locale}`}
      lang={locale}
      onClick={(event) => {
        event.preventDefault();
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
        document.cookie = `obole.locale=${locale}; path=/; max-age=31536000; samesite=lax`;
        location.reload();
      }}
    >
      {label}
    </a>
  );
}
