const width = 76;
const height = 22;
const pad = 3;

/** A small trend without axes, its last point marked; a gap where nothing was reported. */
export function Sparkline({ values }: { values: (bigint | null)[] }) {
  const highest = values.reduce<bigint>((most, value) => (value !== null && value > most ? value : most), 0n);
  const lowest = values.reduce<bigint>((least, value) => (value !== null && value < least ? value : least), 0n);
  const share = (value: bigint) => (highest > lowest ? Number(((value - lowest) * 1000n) / (highest - lowest)) / 1000 : 0);
  const step = (width - 2) / Math.max(1, values.length - 1);
  const points = values.map((value, index) => (value === null ? null : { x: 1 + index * step, y: height - pad - share(value) * (height - 2 * pad) }));
  const path = points.map((point, index) => (point ? `${points[index - 1] ? "L" : "M"}${point.x.toFixed(1)} ${point.y.toFixed(1)}` : "")).join("");
  const last = points.findLast((point) => point !== null);
  return (
    <svg className="sp" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path className="base" d={`M1 ${lowest < 0n ? (height - pad - share(0n) * (height - 2 * pad)).toFixed(1) : height - 1.5}h${width - 2}`} />
      <path d={path} />
      {last && <circle cx={last.x.toFixed(1)} cy={last.y.toFixed(1)} r="1.75" />}
    </svg>
  );
}
