"use client";
import { CategoryScale, Chart, type ChartConfiguration, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip } from "chart.js";
import { useCallback } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { axisMoney } from "@/lib/i18n/number";
import { ChartCanvas } from "./chart-canvas";
import type { LinesDrawing } from "./drawing";
import { moneyAxis, styled } from "./theme";

Chart.register(CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);

type LinesChartProps = { label: string; hint: string; drawing: LinesDrawing; readings: string[]; locale: Locale };

/** The same tokens at two prices, cumulative: the fact filled, the estimate dashed, its range a grey band. `readings`: each day in words. */
export function LinesChart({ label, hint, drawing, readings, locale }: LinesChartProps) {
  const load = useCallback(async () => (canvas: HTMLCanvasElement) => new Chart(canvas, configuration(drawing, locale)), [drawing, locale]);
  return <ChartCanvas label={label} hint={hint} readings={readings} height={280} load={load} />;
}

function configuration({ labels, ticks, reference, list, low, high, names }: LinesDrawing, locale: Locale): ChartConfiguration<"line"> {
  const { color, font, base } = styled();
  const line = { pointRadius: 0, pointHitRadius: 8 };
  return {
    type: "line",
    data: {
      labels: [...labels],
      datasets: [
        { ...line, label: names.reference, data: [...reference], borderColor: color("--ink-2"), borderDash: [4, 3], borderWidth: 1.6 },
        {
          ...line,
          label: names.list,
          data: [...list],
          borderColor: color("--accent"),
          borderWidth: 2.2,
          fill: "origin",
          backgroundColor: color("--accent-soft"),
        },
        {
          ...line,
          label: "high",
          data: [...high],
          borderWidth: 0,
          fill: "+1",
          backgroundColor: `color-mix(in oklch, ${color("--ink-3")} 16%, transparent)`,
        },
        { ...line, label: "low", data: [...low], borderWidth: 0 },
      ],
    },
    options: {
      ...base,
      interaction: { mode: "index", intersect: false },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins.tooltip,
          filter: (item) => item.datasetIndex < 2,
          callbacks: { label: (item) => ` ${item.dataset.label}  ${axisMoney(Number(item.raw), Number(item.raw), locale)}` },
        },
      },
      scales: {
        x: {
          grid: { display: false },
          border: { color: color("--ink") },
          ticks: { autoSkip: false, maxRotation: 0, color: color("--ink-3"), font, callback: (_, index) => ticks[index] ?? "" },
        },
        y: { min: 0, ...moneyAxis(locale) },
      },
    },
  };
}
