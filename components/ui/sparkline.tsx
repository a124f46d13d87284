const width = 76;
const height = 22;
const pad = 3;

/** A small trend without axes, its last point marked; a gap where nothing was reported. */
export function Sparkline({ values }: { values: (bigint | null)[] }) {
  const highest = values.reduce<bigint>((most, value) => (value !== null && value > most ? value : most), 0n);
  const step = (width - 2) / Math.max(1, values.length - 1);
  const points = values.map((value, index) =>
    value === null
      ? null
      : { x: 1 + index * step, y: height - pad / 2 - (highest ? (Number((value * 1000n) / highest) / 1000) * (height - 2 * pad) : 0) - pad / 2 },
  );
  const path = points.map((point, index) => (point ? `${points[index - 1] ? "L" : "M"}${point.x.toFixed(1)} ${point.y.toFixed(1)}` : "")).join("");
  const last = points.findLast((point) => point !== null);
  return (
    <svg className="sp" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path className="base" d={`M1 ${height - 1.5}h${width - 2}`} />
      <path d={path} />
      {last && <circle cx={last.x.toFixed(1)} cy={last.y.toFixed(1)} r="1.75" />}
    </svg>
  );
}
