import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

export type MenuChoice = { label: string; href: string; isCurrent?: boolean };

/** The choices of a menu, as links. */
export function MenuChoices({ choices }: { choices: readonly MenuChoice[] }) {
  return choices.map(({ label, href, isCurrent }) => (
    <a key={href + label} href={href} aria-current={isCurrent ? "true" : undefined}>
      {label}
    </a>
  ));
}

type MenuProps = { id: string; label: ReactNode; name: string; kind?: string; children: ReactNode };

/** A button that opens a list of links; the browser's own popover, so that it works without JavaScript. `name`: what is chosen here. */
export function Menu({ id, label, name, kind = "btn", children }: MenuProps) {
  return (
    <>
      <button type="button" className={kind} popoverTarget={id} aria-label={name}>
        {label} <ChevronDown className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
      </button>
      <div id={id} popover="auto" className="menu">
        {children}
      </div>
    </>
  );
}
