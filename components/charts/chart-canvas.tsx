"use client";
import type { Chart } from "chart.js";
import { useEffect, useRef, useState } from "react";
import { whenReady } from "./theme";

type ChartCanvasProps = {
  /** What the chart says, in a sentence. */
  label: string;
  /** How to move by keyboard. */
  hint: string;
  /** Each point along the axis in words, read out where the arrow keys lead. */
  readings: readonly string[];
  /** Pixels. */
  height: number;
  /** Brings what draws, then draws again whenever the theme changes. Keep it the same for the same drawing. */
  load: () => Promise<(canvas: HTMLCanvasElement) => Chart>;
  /** Where each point of the axis leads, by Enter or a click; null: nowhere. */
  hrefs?: readonly (string | null)[];
  /** Where a click on what is drawn of each series leads, rather than to its point of the axis; null: nowhere else. */
  seriesHrefs?: readonly (string | null)[];
};

/** The canvas of every chart: it says what it shows, and the arrow keys, Home and End lead along its points, each read out. */
export function ChartCanvas({ label, hint, readings, height, load, hrefs = [], seriesHrefs = [] }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const [focused, setFocused] = useState<number | null>(null);

  useEffect(
    () =>
      whenReady(() => {
        let isGone = false;
        void load().then((draw) => {
          if (!isGone && canvas.current) chart.current = draw(canvas.current);
        });
        return () => {
          isGone = true;
          chart.current?.destroy();
          chart.current = null;
        };
      }),
    [load],
  );

  function open(href: string | null | undefined) {
    if (href) location.assign(href);
    return Boolean(href);
  }

  function move(key: string) {
    const last = readings.length - 1;
    const here = focused ?? (key === "ArrowRight" ? -1 : last + 1);
    const index = { ArrowRight: Math.min(last, here + 1), ArrowLeft: Math.max(0, here - 1), Home: 0, End: last }[key];
    if (index === undefined || last < 0) return false;
    setFocused(index);
    point(chart.current, index);
    return true;
  }

  return (
    <div className="chart" style={{ height }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${label} ${hint}`}
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key === "Enter" ? open(focused === null ? null : hrefs[focused]) : move(event.key)) event.preventDefault();
        }}
        onClick={(event) => {
          const [drawn] = chart.current?.getElementsAtEventForMode(event.nativeEvent, "nearest", { intersect: true }, true) ?? [];
          const index = chart.current?.scales.x?.getValueForPixel(event.nativeEvent.offsetX);
          open((drawn && seriesHrefs[drawn.datasetIndex]) || (index === undefined ? null : hrefs[index]));
        }}
        style={[...hrefs, ...seriesHrefs].some(Boolean) ? { cursor: "pointer" } : undefined}
      />
      <p className="sr" aria-live="polite">
        {focused === null ? "" : readings[focused]}
      </p>
    </div>
  );
}

/** Shows what is known of a point, as pointing at it would. */
function point(chart: Chart | null, index: number): void {
  if (!chart) return;
  const active = chart.data.datasets.flatMap(({ data }, datasetIndex) => (data[index] == null ? [] : [{ datasetIndex, index }]));
  chart.setActiveElements(active);
  chart.tooltip?.setActiveElements(active, { x: 0, y: 0 });
  chart.update("none");
}
