"use client";
import { BarController, BarElement, CategoryScale, Chart, type ChartConfiguration, LinearScale, type Plugin, Tooltip } from "chart.js";
import { useCallback } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { ChartCanvas } from "./chart-canvas";
import type { DaysDrawing } from "./drawing";
import { moneyAxis, styled } from "./theme";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Each day stacked by name. `readings`: each day in words. */
export function DaysChart({
  label,
  hint,
  drawing,
  readings,
  locale,
}: {
  label: string;
  hint: string;
  drawing: DaysDrawing;
  readings: string[];
  locale: Locale;
}) {
  const draw = useCallback((canvas: HTMLCanvasElement) => new Chart(canvas, configuration(drawing, locale)), [drawing, locale]);
  return <ChartCanvas label={label} hint={hint} readings={readings} height={336} draw={draw} />;
}

const widths = { barPercentage: 0.82, categoryPercentage: 0.92 };

function configuration(drawing: DaysDrawing, locale: Locale): ChartConfiguration<"bar"> {
  const { color, font, base } = styled();
  return {
    type: "bar",
    plugins: [priceMarks(drawing), forecastBars, unusualMarks(drawing)],
    data: {
      labels: [...drawing.labels],
      datasets: [
        ...drawing.series.map((series) => ({
          label: series.label,
          data: [...series.data],
          backgroundColor: color(series.color),
          hoverBackgroundColor: color(series.color),
          borderColor: color("--paper"),
          borderWidth: { top: 1, right: 0, bottom: 0, left: 0 },
          borderSkipped: false,
          ...widths,
        })),
        { label: drawing.forecast.label, data: [...drawing.forecast.data], backgroundColor: "transparent", ...widths },
      ],
    },
    options: {
      ...base,
      layout: { padding: { top: 34, right: 12 } },
      interaction: { mode: "index", intersect: false },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins.tooltip,
          itemSort: (a, b) => b.datasetIndex - a.datasetIndex,
          filter: (item) => Number(item.raw) > 0,
          callbacks: {
            label: (item) =>
              ` ${item.dataset.label}  ${new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-US", { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" }).format(Number(item.raw))}`,
          },
        },
      },
      scales: {
        x: {
          stacked: true,
          grid: { display: false },
          border: { color: color("--ink") },
          ticks: { autoSkip: false, maxRotation: 0, padding: 4, color: color("--ink-3"), font, callback: (_, index) => drawing.ticks[index] ?? "" },
        },
        y: { stacked: true, ...moneyAxis(locale) },
      },
    },
  };
}

/** What is to come, outlined: the last dataset. */
const forecastBars: Plugin<"bar"> = {
  id: "forecast-bars",
  afterDatasetsDraw(chart) {
    const { ctx, data } = chart;
    const { color } = styled();
    ctx.save();
    ctx.strokeStyle = color("--ink-3");
    ctx.setLineDash([3, 3]);
    for (const bar of chart.getDatasetMeta(data.datasets.length - 1).data as BarElement[]) {
      const { x, y, base, width } = bar.getProps(["x", "y", "base", "width"], true);
      if (x !== null && y !== null && base - y > 1)
        ctx.strokeRect(Math.round(x - width / 2) + 0.5, Math.round(y) + 0.5, Math.round(width) - 1, base - y);
    }
    ctx.restore();
  },
};

/** A diamond over each day out of the ordinary. */
function unusualMarks({ unusual, series }: DaysDrawing): Plugin<"bar"> {
  return {
    id: "unusual-marks",
    afterDatasetsDraw({ ctx, scales }) {
      const { color } = styled();
      ctx.save();
      ctx.strokeStyle = color("--ink");
      ctx.fillStyle = color("--paper");
      ctx.lineWidth = 1.5;
      for (const index of unusual) {
        const total = series.reduce((sum, { data }) => sum + (data[index] ?? 0), 0);
        const [x, y] = [scales.x?.getPixelForValue(index) ?? 0, (scales.y?.getPixelForValue(total) ?? 0) - 10];
        ctx.beginPath();
        ctx.moveTo(x, y - 5);
        ctx.lineTo(x + 5, y);
        ctx.lineTo(x, y + 5);
        ctx.lineTo(x - 5, y);
        ctx.closePath();
        ctx.fill();
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

/** A bronze line between two days for each price that changed, with what it was and became where there is room. */
function priceMarks({ marks }: DaysDrawing): Plugin<"bar"> {
  return {
    id: "price-marks",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const { color, font } = styled();
      const step = (scales.x?.getPixelForValue(1) ?? 0) - (scales.x?.getPixelForValue(0) ?? 0);
      const fits = chart.width > 520;
      const strong = `560 12px ${font.family}`;
      let taken = Number.NEGATIVE_INFINITY;
      ctx.save();
      ctx.textBaseline = "top";
      for (const { index, label, detail } of marks) {
        const x = Math.round((scales.x?.getPixelForValue(index) ?? 0) - step / 2) + 0.5;
        ctx.font = strong;
        const widest = Math.max(ctx.measureText(label).width, fits ? ctx.measureText(detail).width : 0);
        const isRight = x + 7 + widest > chartArea.right;
        const [from, to] = isRight ? [x - 7 - widest, x - 7] : [x + 7, x + 7 + widest];
        const isFree = from > taken;
        ctx.strokeStyle = color("--attn");
        ctx.lineWidth = 1.25;
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top - (isFree ? 30 : 8));
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        // A label that would run into the one before is left to the sentence below the chart.
        if (!isFree) continue;
        taken = to + 12;
        ctx.textAlign = isRight ? "right" : "left";
        ctx.fillStyle = color("--attn");
        ctx.fillText(label, x + (isRight ? -7 : 7), chartArea.top - 31);
        ctx.fillStyle = color("--ink-2");
        ctx.font = `400 12px ${font.family}`;
        if (fits) ctx.fillText(detail, x + (isRight ? -7 : 7), chartArea.top - 15);
      }
      ctx.restore();
    },
  };
}
