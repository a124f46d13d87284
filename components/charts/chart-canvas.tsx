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
  /** Draws; called again when the theme changes. Keep it the same for the same drawing. */
  draw: (canvas: HTMLCanvasElement) => Chart;
};

/** The canvas of every chart: it says what it shows, and the arrow keys, Home and End lead along its points, each read out. */
export function ChartCanvas({ label, hint, readings, height, draw }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const [focused, setFocused] = useState<number | null>(null);

  useEffect(
    () =>
      whenReady(() => {
        if (!canvas.current) return () => {};
        chart.current = draw(canvas.current);
        return () => chart.current?.destroy();
      }),
    [draw],
  );

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
          if (move(event.key)) event.preventDefault();
        }}
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
