import { ChevronDown, ChevronLeft, ChevronRight } from "lucide-react";

type Choice = { label: string; href: string; isCurrent: boolean };
type MonthPickerProps = {
  current: string;
  previous: string | null;
  next: string | null;
  choices: Choice[];
  words: { previous: string; next: string; choose: string };
};

const icon = { className: "i", size: 16, strokeWidth: 1.6, "aria-hidden": true } as const;

/** ‹ June 2026 ▾ › : links, so that it works without JavaScript. */
export function MonthPicker({ current, previous, next, choices, words }: MonthPickerProps) {
  return (
    <div className="pick">
      {previous ? (
        <a href={previous} rel="prev" aria-label={words.previous}>
          <ChevronLeft {...icon} />
        </a>
      ) : (
        <span className="off">
          <ChevronLeft {...icon} />
        </span>
      )}
      <button type="button" className="now" popoverTarget="months" aria-label={`${words.choose}: ${current}`}>
        {current} <ChevronDown {...icon} />
      </button>
      <div id="months" popover="auto" className="menu">
        {choices.map(({ label, href, isCurrent }) => (
          <a key={href} href={href} aria-current={isCurrent ? "true" : undefined}>
            {label}
          </a>
        ))}
      </div>
      {next ? (
        <a href={next} rel="next" aria-label={words.next}>
          <ChevronRight {...icon} />
        </a>
      ) : (
        <span className="off">
          <ChevronRight {...icon} />
        </span>
      )}
    </div>
  );
}
