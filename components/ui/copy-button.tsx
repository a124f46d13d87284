"use client";
import { Copy } from "lucide-react";
import { useState } from "react";

export type CopyWords = { copy: string; copied: string; failed: string };

type CopyButtonProps = {
  /** The text, where it is to be had, or a path of this site, whose whole address is copied. */
  text: string | { from: string } | { path: string };
  /** What is copied, for those who do not see where the button stands. */
  label?: string;
  className?: string;
  words: CopyWords;
};

/** Copies a text and says so; or that it could not. */
export function CopyButton({ text, label, className = "btn", words }: CopyButtonProps) {
  const [state, setState] = useState<"copy" | "copied" | "failed">("copy");
  return (
    <button
      type="button"
      className={className}
      aria-label={label && `${words[state]}: ${label}`}
      onClick={() => {
        copy(text).then(
          () => setState("copied"),
          () => setState("failed"),
        );
      }}
    >
      <Copy className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
      <span aria-live="polite">{words[state]}</span>
    </button>
  );
}

/** Begins at once, while the click still counts, and is done when the text has come. Fails where the browser has no clipboard, as over plain HTTP. */
async function copy(text: CopyButtonProps["text"]): Promise<void> {
  if (typeof text === "string") return navigator.clipboard.writeText(text);
  if ("path" in text) return navigator.clipboard.writeText(new URL(text.path, location.href).href);
  const fetched = fetch(text.from).then(async (answer) => {
    if (!answer.ok) throw new Error(`${text.from} answered ${answer.status}`);
    return new Blob([await answer.text()], { type: "text/plain" });
  });
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": fetched })]);
}
