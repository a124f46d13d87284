"use client";
import { translatorOf } from "@/lib/i18n/translator";

/** What nobody foresaw: outside only an id, the details stay in the log. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = translatorOf(document.documentElement.lang === "fr" ? "fr" : "en", "common");
  return (
    <main>
      <div className="head">
        <h1>{t("failed")}</h1>
      </div>
      <p className="lead">{t("failedBody", { id: error.digest ?? "—" })}</p>
      <p style={{ marginTop: 16 }}>
        <button type="button" className="btn pri" onClick={reset}>
          {t("retry")}
        </button>
      </p>
    </main>
  );
}
