"use client";
import { Copy } from "lucide-react";
import { useState } from "react";

/** Copies a text and says so. */
export function CopyButton({ text, words }: { text: string; words: { copy: string; copied: string } }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="btn"
      onClick={async () => {
        await navigator.clipboard.writeText(text);
        setCopied(true);
      }}
    >
      <Copy className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
      <span aria-live="polite">{isCopied ? words.copied : words.copy}</span>
    </button>
  );
}
