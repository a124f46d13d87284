"use client";
import { Chart, type ChartConfiguration, LinearScale, LineController, LineElement, PointElement, Tooltip } from "chart.js";
import { useCallback } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { axisMoney } from "@/lib/i18n/number";
import { ChartCanvas } from "./chart-canvas";
import type { StepsDrawing } from "./drawing";
import { moneyAxis, styled } from "./theme";

Chart.register(LinearScale, LineController, LineElement, PointElement, Tooltip);

type StepsChartProps = { label: string; hint: string; drawing: StepsDrawing; readings: string[]; locale: Locale };

/** Prices in steps over time: the list's in full, the workspace's own dashed. `readings`: each price in words. */
export function StepsChart({ label, hint, drawing, readings, locale }: StepsChartProps) {
  const load = useCallback(async () => (canvas: HTMLCanvasElement) => new Chart(canvas, configuration(drawing, locale)), [drawing, locale]);
  return <ChartCanvas label={label} hint={hint} readings={readings} height={240} load={load} />;
}

function configuration({ from, to, lines, ticks }: StepsDrawing, locale: Locale): ChartConfiguration<"line"> {
  const { color, font, base } = styled();
  return {
    type: "line",
    data: {
      datasets: lines.map(({ label, color: name, isDashed, points }) => ({
        ...{ label, data: points.map(({ x, y }) => ({ x, y: y as number })), spanGaps: false },
        ...{ borderColor: color(name), borderWidth: 2, borderDash: isDashed ? [4, 3] : [], pointRadius: 0, pointHitRadius: 8 },
        stepped: true,
      })),
    },
    options: {
      ...base,
      layout: { padding: { right: 12 } },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins.tooltip,
          callbacks: {
            title: (items) =>
              new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(items[0]?.parsed.x ?? 0),
            label: (item) => ` ${item.dataset.label}  ${axisMoney(item.parsed.y ?? 0, item.parsed.y ?? 0, locale)}`,
          },
        },
      },
      scales: {
        x: {
          type: "linear",
          min: from,
          max: to,
          grid: { display: false },
          border: { color: color("--ink") },
          afterBuildTicks: (axis) => {
            axis.ticks = ticks.map(({ at }) => ({ value: at }));
          },
          ticks: {
            autoSkip: true,
            maxRotation: 0,
            color: color("--ink-3"),
            font,
            callback: (value) => ticks.find(({ at }) => at === value)?.label ?? "",
          },
        },
        y: { min: 0, ...moneyAxis(locale) },
      },
    },
  };
}
