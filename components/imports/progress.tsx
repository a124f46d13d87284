"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { bytes, count, percent } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";

const everyMs = 700;
/** Before this, the pace says nothing yet. */
const leastMs = 2_000;

/** As the API answers it. */
type Progress = { id: string; status: string; rows: number; bytes: number; bytes_total: number | null };

/** How a running import goes on, and how long it still takes at its pace so far; when it has ended the page is drawn anew. */
export function ImportProgress({ slug, locale, initial }: { slug: string; locale: Locale; initial: Progress }) {
  const t = translatorOf(locale, "imports");
  const router = useRouter();
  const { id } = initial;
  const [{ current, remainingMs }, setSeen] = useState<{ current: Progress; remainingMs: number | null }>({ current: initial, remainingMs: null });
  useEffect(() => {
    let first: { at: number; bytes: number } | null = null;
    const timer = setInterval(async () => {
      const answer = await fetch(`/api/w/${slug}/imports/${id}`).catch(() => null);
      if (!answer?.ok) return;
      const record: Progress = await answer.json();
      if (record.status !== "queued" && record.status !== "running") {
        clearInterval(timer);
        router.refresh();
      }
      if (record.bytes > 0) first ??= { at: performance.now(), bytes: record.bytes };
      setSeen({ current: record, remainingMs: first && remaining(record, first) });
    }, everyMs);
    return () => clearInterval(timer);
  }, [slug, id, router]);
  const { status, rows, bytes: read, bytes_total: total } = current;
  if (status === "queued" && rows === 0) return <Waiting text={t("waiting")} />;
  const part = total ? Math.min(1, read / total) : null;
  return (
    <div aria-live="polite">
      <p className="lead">{t("reading", { rows: count(rows, locale), bytes: bytes(read, locale) })}</p>
      {part !== null && total !== null && (
        <div style={{ maxWidth: 420, marginTop: 10 }}>
          <progress className="sr" max={1} value={part} aria-label={t("statuses.running")} />
          <div className="bar" aria-hidden="true">
            <i style={{ width: `${part * 100}%` }} />
          </div>
          {remainingMs !== null && (
            <p className="s" style={{ marginTop: 6 }}>
              {t("left", { percent: percent(String(Math.floor(part * 100)), locale), total: bytes(total, locale), left: duration(remainingMs, t) })}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Waiting({ text }: { text: string }) {
  return (
    <p className="lead" aria-live="polite">
      {text}
    </p>
  );
}

/** Milliseconds at the pace since `first`; null: too early to say. */
function remaining({ bytes: read, bytes_total: total }: Progress, first: { at: number; bytes: number }): number | null {
  const passed = performance.now() - first.at;
  if (!total || passed < leastMs || read <= first.bytes) return null;
  return (passed * Math.max(0, total - read)) / (read - first.bytes);
}

function duration(ms: number, t: Translator<"imports">): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 90 ? t("unit.seconds", { count: seconds }) : t("unit.minutes", { count: Math.round(seconds / 60) });
}
