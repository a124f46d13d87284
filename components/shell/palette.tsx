"use client";
import { useRouter } from "next/navigation";
import { useEffect, useId, useState } from "react";
import type { Hit, PlaceKind } from "@/lib/places/place";
import { Marked } from "./marked";
import { Sheet } from "./sheet";

export type PaletteWords = {
  title: string;
  placeholder: string;
  results: string;
  none: string;
  failed: string;
  keys: string;
  kinds: Record<PlaceKind, string>;
};
type Answer = { query: string; hits: Hit[] } | "failed" | null;

/** While somebody types, the server is asked this long after the last letter. */
const restMs = 90;

/** Goes anywhere by name: what fits is found on the server as one types, chosen with the arrow keys and followed with Enter. */
export default function Palette({ address, words, onClose }: { address: string; words: PaletteWords; onClose: () => void }) {
  const router = useRouter();
  const id = useId();
  const [query, setQuery] = useState("");
  const answer = useAnswer(address, query);
  const [chosen, setChosen] = useState(0);
  const hits = answer && answer !== "failed" ? answer.hits : [];
  const active = Math.min(chosen, hits.length - 1);

  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    router.push(hit.href);
  };
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.nativeEvent.isComposing) go(hits[active]);
    else if (step && hits.length) setChosen((active + step + hits.length) % hits.length);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);

  return (
    <Sheet label={words.title} className="palette" onClose={onClose}>
      <input
        role="combobox"
        aria-label={words.title}
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={hits.length ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        aria-describedby={`${id}-keys`}
        autoComplete="off"
        spellCheck={false}
        placeholder={words.placeholder}
        value={query}
        onChange={({ target }) => {
          setQuery(target.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} role="listbox" aria-label={words.results}>
        {grouped(hits).map(([kind, own]) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox has groups of options, which no element of HTML is
          <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
            <p id={`${id}-${kind}`} className="lab" role="presentation">
              {words.kinds[kind]}
            </p>
            {own.map(({ hit, index }) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the focus stays in the combobox, whose keys choose
              <div
                key={hit.href}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                onClick={() => go(hit)}
                onMouseMove={() => setChosen(index)}
              >
                <Marked hit={hit} />
              </div>
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={hits.length || !answer ? "sr" : "s"}>
        {answer === "failed" ? words.failed : answer && (hits.length ? `${words.results}: ${hits.length}` : words.none)}
      </p>
      <p id={`${id}-keys`} className="note hp">
        {words.keys}
      </p>
    </Sheet>
  );
}

/** What the server found; the last answer stays until the next one is there. */
function useAnswer(address: string, query: string): Answer {
  const [answer, setAnswer] = useState<Answer>(null);
  useEffect(() => {
    const left = new AbortController();
    const ask = async () => {
      const response = await fetch(`${address}?${new URLSearchParams({ q: query })}`, { signal: left.signal });
      if (!response.ok) throw new Error(String(response.status));
      setAnswer({ query, hits: (await response.json()).items });
    };
    const timer = setTimeout(() => ask().catch(() => left.signal.aborted || setAnswer("failed")), query ? restMs : 0);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [address, query]);
  return answer;
}

function grouped(hits: readonly Hit[]): [PlaceKind, { hit: Hit; index: number }[]][] {
  const groups = new Map<PlaceKind, { hit: Hit; index: number }[]>();
  for (const [index, hit] of hits.entries()) groups.set(hit.kind, [...(groups.get(hit.kind) ?? []), { hit, index }]);
  return [...groups];
}
