import type { ReactNode } from "react";

/** A name that leads to itself alone; absent where that is shown already, or there is nothing to lead to. */
export function Narrowing({ href, children }: { href: string | null | undefined; children: ReactNode }) {
  return href ? (
    <a className="cost" href={href}>
      <span>{children}</span>
    </a>
  ) : (
    <span>{children}</span>
  );
}
