"use client";
import { useCallback } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { ChartCanvas } from "./chart-canvas";
import type { TrendDrawing } from "./drawing";

type TrendChartProps = {
  label: string;
  hint: string;
  drawing: TrendDrawing;
  readings: string[];
  hrefs: (string | null)[];
  seriesHrefs: (string | null)[];
  locale: Locale;
};

/** What was used, bucket by bucket, by name. `readings`: each bucket in words; `hrefs`: where each is looked at alone; `seriesHrefs`: where each name is. What draws comes after the page. */
export function TrendChart({ label, hint, drawing, readings, hrefs, seriesHrefs, locale }: TrendChartProps) {
  const load = useCallback(async () => {
    const { drawTrend } = await import("./draw-trend");
    return (canvas: HTMLCanvasElement) => drawTrend(canvas, drawing, locale);
  }, [drawing, locale]);
  return <ChartCanvas label={label} hint={hint} readings={readings} height={336} load={load} hrefs={hrefs} seriesHrefs={seriesHrefs} />;
}
