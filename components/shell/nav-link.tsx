"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** A link of the navigation, marked when it leads where one is. */
export function NavLink({ href, title, children }: { href: string; title: string; children: ReactNode }) {
  const isHere = usePathname().startsWith(href);
  return (
    <Link href={href} title={title} aria-current={isHere ? "page" : undefined}>
      {children}
    </Link>
  );
}
