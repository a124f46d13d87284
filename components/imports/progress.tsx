"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { bytes, count } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";

const everyMs = 700;

/** How a running import goes on; when it has ended the page is drawn anew. */
export function ImportProgress({
  slug,
  id,
  locale,
  status,
  rows,
  size,
}: {
  slug: string;
  id: number;
  locale: Locale;
  status: string;
  rows: number;
  size: number;
}) {
  const t = translatorOf(locale, "imports");
  const router = useRouter();
  const [current, setCurrent] = useState({ status, rows, bytes: size });
  useEffect(() => {
    const timer = setInterval(async () => {
      const answer = await fetch(`/api/w/${slug}/imports/${id}`).catch(() => null);
      if (!answer?.ok) return;
      const record = await answer.json();
      setCurrent(record);
      if (record.status !== "queued" && record.status !== "running") {
        clearInterval(timer);
        router.refresh();
      }
    }, everyMs);
    return () => clearInterval(timer);
  }, [slug, id, router]);
  return (
    <p className="lead" aria-live="polite">
      {current.status === "queued" && current.rows === 0
        ? t("waiting")
        : t("reading", { rows: count(current.rows, locale), bytes: bytes(current.bytes, locale) })}
    </p>
  );
}
