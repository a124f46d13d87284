"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** A link of the navigation, marked when it leads where one is; `isExact`: not where one is below it. */
export function NavLink({ href, title, children, isExact = false }: { href: string; title: string; children: ReactNode; isExact?: boolean }) {
  const path = usePathname();
  const isHere = isExact ? path === href : path.startsWith(href);
  return (
    <Link href={href} title={title} prefetch={false} aria-current={isHere ? "page" : undefined}>
      {children}
    </Link>
  );
}
