import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { currentLocale } from "@/lib/i18n/current";
import { currentPerson } from "@/lib/session";
import "./globals.css";

export const metadata: Metadata = { title: { default: "Obole", template: "%s · Obole" } };
export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** The language and theme stand before the first paint. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, person] = await Promise.all([currentLocale(), currentPerson()]);
  return (
    <html lang={locale} data-theme={person?.theme ?? undefined}>
      <body>{children}</body>
    </html>
  );
}
