import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
} from "chart.js";
import type { Locale } from "@/lib/i18n/locale";
import { axisCount } from "@/lib/i18n/number";
import type { TrendDrawing } from "./drawing";
import { moneyAxis, styled } from "./theme";

Chart.register(BarController, BarElement, CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);

/** Bars on top of each other, a line for each name, or what has come together so far. */
export function drawTrend(canvas: HTMLCanvasElement, drawing: TrendDrawing, locale: Locale): Chart {
  return new Chart(canvas, configuration(drawing, locale) as ChartConfiguration);
}

type Mixed = "bar" | "line";
type Datasets = ChartDataset<Mixed, (number | null)[]>[];

const widths = { barPercentage: 0.82, categoryPercentage: 0.92 };
/** A line is told apart by its dashes, too. */
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 4], [3, 2, 1, 2], []];

function configuration(drawing: TrendDrawing, locale: Locale): ChartConfiguration<Mixed, (number | null)[]> {
  const { color, font, base } = styled();
  const isStacked = drawing.shape !== "lines";
  const told = drawing.series.length;
  return {
    type: "bar",
    plugins: [
      priceMarks(drawing),
      noteMarks(drawing),
      ...(drawing.shape === "stacked" ? [forecastBars(told), unusualMarks(drawing), beforeTicks(drawing)] : []),
    ],
    data: { labels: [...drawing.labels], datasets: { stacked: barsOf, lines: linesOf, cumulative: areasOf }[drawing.shape](drawing) },
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
            footer: () => drawing.hint,
            label: (item) => ` ${item.dataset.label}  ${amountText(Number(item.raw), drawing.isMoney, locale)}`,
          },
        },
      },
      scales: {
        x: {
          stacked: isStacked,
          grid: { display: false },
          border: { color: color("--ink") },
          ticks: { autoSkip: false, maxRotation: 0, padding: 4, color: color("--ink-3"), font, callback: (_, index) => drawing.ticks[index] ?? "" },
        },
        y: { stacked: isStacked, beginAtZero: true, ...moneyAxis(locale, drawing) },
      },
    },
  };
}

function amountText(amount: number, isMoney: boolean, locale: Locale): string {
  if (!isMoney) return axisCount(amount, locale);
  const style = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;
  return new Intl.NumberFormat(locale === "fr" ? "fr-FR" : "en-US", style).format(amount);
}

/** The series from the baseline up, then what is to come, then what it is compared with, which is drawn as ticks. */
function barsOf({ series, forecast, before }: TrendDrawing): Datasets {
  const { color } = styled();
  return [
    ...series.map((each) => ({
      ...{ type: "bar" as const, label: each.label, data: [...each.data] },
      ...{ backgroundColor: color(each.color), hoverBackgroundColor: color(each.color), borderColor: color("--paper") },
      borderWidth: { top: 1, right: 0, bottom: 0, left: 0 },
      borderSkipped: false as const,
      ...widths,
    })),
    { type: "bar" as const, label: forecast.label, data: [...forecast.data], backgroundColor: "transparent", ...widths },
    ...(before ? [{ ...hidden, label: before.label, data: [...before.data] }] : []),
  ];
}

/** In the tooltip and on the scale, and not drawn as a line. */
const hidden = { type: "line" as const, stack: "before", borderWidth: 0, pointRadius: 0, pointHoverRadius: 0 };
const line = { type: "line" as const, pointRadius: 0, pointHitRadius: 8, borderWidth: 2, spanGaps: false, tension: 0 };

function linesOf({ series }: TrendDrawing): Datasets {
  const { color } = styled();
  return series.map((each, place) => ({
    ...{ ...line, label: each.label, data: [...each.data], borderDash: dashes[place] ?? [] },
    ...{
      borderColor: color(each.color),
      backgroundColor: color(each.color),
      pointRadius: each.data.filter((value) => value !== null).length === 1 ? 3 : 0,
    },
  }));
}

/** Areas on top of each other; over them what was compared, and what is to come, dashed. */
function areasOf({ series, forecast, before }: TrendDrawing): Datasets {
  const { color } = styled();
  const apart = (of: { label: string; data: (number | null)[] }, stack: string, name: string) => ({
    ...{ ...line, label: of.label, data: [...of.data], stack, borderDash: [4, 3], borderWidth: 1.6 },
    ...{ borderColor: color(name), backgroundColor: "transparent" },
  });
  return [
    ...series.map((each, place) => ({
      ...{ ...line, label: each.label, data: [...each.data], stack: "series", borderWidth: 1, borderColor: color("--paper") },
      ...{ backgroundColor: color(each.color), fill: place === 0 ? "origin" : "-1" },
    })),
    apart(forecast, "forecast", "--ink-2"),
    ...(before ? [apart(before, "before", "--ink-3")] : []),
  ];
}

/** What is to come, outlined. `dataset`: its place. */
function forecastBars(dataset: number): Plugin<Mixed> {
  return {
    id: "forecast-bars",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      const { color } = styled();
      ctx.save();
      ctx.strokeStyle = color("--ink-3");
      ctx.setLineDash([3, 3]);
      for (const bar of chart.getDatasetMeta(dataset).data as BarElement[]) {
        const { x, y, base, width } = bar.getProps(["x", "y", "base", "width"], true);
        if (x !== null && y !== null && base - y > 1)
          ctx.strokeRect(Math.round(x - width / 2) + 0.5, Math.round(y) + 0.5, Math.round(width) - 1, base - y);
      }
      ctx.restore();
    },
  };
}

/** A tick of ink where the same bucket came to before. */
function beforeTicks({ before }: TrendDrawing): Plugin<Mixed> {
  return {
    id: "before-ticks",
    afterDatasetsDraw({ ctx, scales }) {
      const { color } = styled();
      const step = (scales.x?.getPixelForValue(1) ?? 0) - (scales.x?.getPixelForValue(0) ?? 0);
      const half = Math.max(2, Math.min(16, step * 0.44));
      ctx.save();
      ctx.fillStyle = color("--ink");
      for (const [index, amount] of (before?.data ?? []).entries()) {
        if (amount === null) continue;
        const [x, y] = [scales.x?.getPixelForValue(index) ?? 0, scales.y?.getPixelForValue(amount) ?? 0];
        ctx.fillRect(x - half, Math.round(y) - 1, 2 * half, 2);
      }
      ctx.restore();
    },
  };
}

/** A small flag on the axis under each bucket that somebody wrote a note on. */
function noteMarks({ notes }: TrendDrawing): Plugin<Mixed> {
  return {
    id: "note-marks",
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      const { color } = styled();
      ctx.save();
      ctx.fillStyle = color("--accent");
      for (const index of notes) {
        const x = scales.x?.getPixelForValue(index) ?? 0;
        ctx.beginPath();
        ctx.moveTo(x, chartArea.bottom + 1);
        ctx.lineTo(x + 5, chartArea.bottom + 9);
        ctx.lineTo(x - 5, chartArea.bottom + 9);
        ctx.closePath();
        ctx.fill();
      }
      ctx.restore();
    },
  };
}

/** A diamond over each day out of the ordinary. */
function unusualMarks({ unusual, series }: TrendDrawing): Plugin<Mixed> {
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
function priceMarks({ marks }: TrendDrawing): Plugin<Mixed> {
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
