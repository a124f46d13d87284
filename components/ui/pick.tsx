import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

const icon = { className: "i", size: 16, strokeWidth: 1.6, "aria-hidden": true } as const;

type PickProps = {
  /** null: there is none. */
  previous: string | null;
  next: string | null;
  words: { previous: string; next: string };
  /** What is chosen, as a menu of kind `now`. */
  children: ReactNode;
};

/** ‹ what is chosen › : links to what lies on either side, so that it works without JavaScript. */
export function Pick({ previous, next, words, children }: PickProps) {
  return (
    <div className="pick">
      <Step href={previous} rel="prev" label={words.previous}>
        <ChevronLeft {...icon} />
      </Step>
      {children}
      <Step href={next} rel="next" label={words.next}>
        <ChevronRight {...icon} />
      </Step>
    </div>
  );
}

function Step({ href, rel, label, children }: { href: string | null; rel: "prev" | "next"; label: string; children: ReactNode }) {
  if (!href) return <span className="off">{children}</span>;
  return (
    <a href={href} rel={rel} aria-label={label}>
      {children}
    </a>
  );
}
