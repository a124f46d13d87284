"use client";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useState } from "react";
import type { KeysHelpProps } from "./keys-help";
import type { PaletteWords } from "./palette";

const Palette = lazy(() => import("./palette"));
const KeysHelp = lazy(() => import("./keys-help"));

type KeysProps = {
  /** Whether single keys do something; the palette's chord always does. */
  isOn: boolean;
  /** The letter after `g`, and where it leads. */
  goTo: Record<string, string>;
  /** Where the palette asks. */
  places: string;
  words: { palette: PaletteWords; help: KeysHelpProps["words"] };
  shortcuts: KeysHelpProps["shortcuts"];
};

type Sheet = "palette" | "help" | null;

/** How long `g` waits for its letter. */
const chordMs = 1_500;

/** Keys for whoever prefers them, and the palette behind what says `data-opens="palette"`: a link that works without a script too. */
export function Keys({ isOn, goTo, places, words, shortcuts }: KeysProps) {
  const router = useRouter();
  const [sheet, setSheet] = useState<Sheet>(null);
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        return setSheet("palette");
      }
      if (!isOn || event.defaultPrevented || isChord(event) || isTaken(event.target)) return;
      const target = performance.now() < chordUntil ? goTo[event.key] : undefined;
      chordUntil = event.key === "g" ? performance.now() + chordMs : 0;
      if (target) router.push(target);
      else if (event.key === "?") setSheet("help");
      else if (!press(event.key)) return;
      event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const opener = event.target instanceof Element && event.target.closest<HTMLElement>("[data-opens]");
      if (!opener || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      setSheet(opener.dataset.opens as Sheet);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
    };
  }, [isOn, goTo, router]);
  const close = () => setSheet(null);
  return (
    <Suspense fallback={null}>
      {sheet === "palette" && <Palette address={places} words={words.palette} onClose={close} />}
      {sheet === "help" && <KeysHelp shortcuts={shortcuts} words={words.help} isOn={isOn} onClose={close} />}
    </Suspense>
  );
}

/** More than a single key; brackets are written with AltGr or Option on many keyboards. */
function isChord(event: KeyboardEvent): boolean {
  if (event.metaKey) return true;
  const writesBracket = ["[", "]"].includes(event.key) && (event.altKey || event.getModifierState("AltGraph"));
  return !writesBracket && (event.ctrlKey || event.altKey);
}

/** Somebody types, or a dialog or menu is open: keys are theirs. */
function isTaken(target: EventTarget | null): boolean {
  const isTyping = target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
  return isTyping || document.querySelector("dialog[open], :popover-open") !== null;
}

/** Does what the page itself offers: its own filter, and the links to the period before and after. */
function press(key: string): boolean {
  if (key === "/") {
    const filter = document.querySelector<HTMLInputElement>("main input[type=search]");
    filter?.focus();
    filter?.select();
    return filter !== null;
  }
  const rel = { "[": "prev", "]": "next" }[key];
  const link = rel && document.querySelector<HTMLAnchorElement>(`main a[rel=${rel}]`);
  if (link) link.click();
  return Boolean(link);
}
