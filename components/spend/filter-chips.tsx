import { X } from "lucide-react";

type Chip = { label: string; removed: string; turned: string; turn: string };

/** What is kept and left out, as links: each is removed with one, and turned round with another. */
export function FilterChips({ chips, clear, words }: { chips: Chip[]; clear: string; words: { label: string; remove: string; clear: string } }) {
  return (
    <ul aria-label={words.label} style={{ display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center", marginBottom: 18 }}>
      {chips.map(({ label, removed, turned, turn }) => (
        <li key={label} className="chip">
          {label}
          <a href={turned}>{turn}</a>
          <a href={removed} aria-label={`${words.remove}: ${label}`} style={{ display: "inline-flex" }}>
            <X className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
          </a>
        </li>
      ))}
      <li>
        <a href={clear} style={{ fontSize: 13 }}>
          {words.clear}
        </a>
      </li>
    </ul>
  );
}
