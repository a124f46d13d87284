import type { ReactNode } from "react";

/** What may be wider than a phone scrolls sideways within itself, by keyboard too. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="tw" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
