"use client";
import { common as en } from "@/lib/i18n/en/common";
import { common as fr } from "@/lib/i18n/fr/common";

/** What nobody foresaw: outside only an id, the details stay in the log. Every page brings this along, so it brings its few words and no catalogue. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const words = document.documentElement.lang === "fr" ? fr : en;
  return (
    <main>
      <div className="head">
        <h1>{words.failed}</h1>
      </div>
      <p className="lead">{words.failedBody.replace("{id}", error.digest ?? "—")}</p>
      <p style={{ marginTop: 16 }}>
        <button type="button" className="btn pri" onClick={reset}>
          {words.retry}
        </button>
      </p>
    </main>
  );
}
