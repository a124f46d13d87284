"use client";
import { Printer } from "lucide-react";

/** Prints the page. */
export function PrintButton({ label }: { label: string }) {
  return (
    <button type="button" className="btn" onClick={() => window.print()}>
      <Printer className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
      {label}
    </button>
  );
}
