"use client";
import { Pause, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore, useTransition } from "react";

type LiveWords = { pause: string; resume: string; updated: string; waiting: string; show: string };

const kept = "obole.live";
/** Between two refreshes, and ten times what one takes: a page that is slow to make is made less often. */
const leastGapMs = 5_000;
const spreadMs = 500;
const lookAgainMs = 1_000;
const saidForMs = 8_000;
/** How often it is read out at most, whatever comes in. */
const readEveryMs = 60_000;
const again = { firstMs: 5_000, mostMs: 300_000 };

/**
 * Keeps the page as it would be if it were opened now: follows what is recorded and renders anew, without taking anything from whoever is typing.
 * `mark`: how far the workspace had come when the page was made.
 */
export function Live({ address, mark, words }: { address: string; mark: string; words: LiveWords }) {
  const isOn = useSyncExternalStore(onStorage, readChoice, () => null);
  const { said, isHeard, isWaiting, follow, refresh } = useRefreshing(mark);
  useEffect(() => (isOn ? followed(address, follow) : undefined), [isOn, address, follow]);
  if (isOn === null) return null; // without a script nothing follows, so there is nothing to switch
  const Icon = isOn ? Pause : Play;
  return (
    <footer className="live">
      <button type="button" className="btn quiet" onClick={() => choose(!isOn)}>
        <Icon className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
        {isOn ? words.pause : words.resume}
      </button>
      {isWaiting && isOn && (
        <p className="pill">
          {words.waiting}{" "}
          <button type="button" onClick={refresh}>
            {words.show}
          </button>
        </p>
      )}
      {said && !isWaiting && (
        <p className="pill" aria-hidden="true">
          {words.updated}
        </p>
      )}
      <p className="sr" role="status">
        {isHeard ? words.updated : ""}
      </p>
    </footer>
  );
}

/** Renders anew when there is something new: not at once again, and not under somebody's hands. */
function useRefreshing(mark: string) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [said, setSaid] = useState(false);
  const [isHeard, setHeard] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const state = useRef({ shown: mark, latest: mark, startedAt: 0, nextAt: 0, heardAt: Number.NEGATIVE_INFINITY, timer: 0 });

  const refresh = useCallback(() => {
    const now = state.current;
    window.clearTimeout(now.timer);
    now.timer = 0;
    now.shown = now.latest;
    now.startedAt = performance.now();
    setWaiting(false);
    startTransition(() => router.refresh());
  }, [router]);

  const consider = useCallback(() => {
    const now = state.current;
    now.timer = 0;
    if (now.latest === now.shown || document.hidden) return setWaiting(false);
    const isBusy = isOccupied();
    setWaiting(isBusy);
    if (!isBusy) return refresh();
    now.timer = window.setTimeout(consider, lookAgainMs);
  }, [refresh]);

  const follow = useCallback(
    (latest: string) => {
      const now = state.current;
      now.latest = latest;
      if (latest === now.shown) return;
      now.timer ||= window.setTimeout(consider, Math.max(now.nextAt - performance.now(), Math.random() * spreadMs));
    },
    [consider],
  );

  // What the server has rendered by itself, after an action say, need not be fetched again.
  useEffect(() => {
    state.current.shown = mark;
  }, [mark]);

  useEffect(() => {
    const now = state.current;
    if (isPending || now.startedAt === 0) return;
    const at = performance.now();
    now.nextAt = at + Math.max(leastGapMs, 10 * (at - now.startedAt));
    now.startedAt = 0;
    setSaid(true);
    if (at - now.heardAt > readEveryMs) {
      now.heardAt = at;
      setHeard(true);
    }
    const timer = window.setTimeout(() => {
      setSaid(false);
      setHeard(false);
    }, saidForMs);
    return () => window.clearTimeout(timer);
  }, [isPending]);

  useEffect(() => () => window.clearTimeout(state.current.timer), []);
  return { said, isHeard, isWaiting, follow, refresh };
}

/** Somebody is typing or choosing, or a dialog is open. */
function isOccupied(): boolean {
  return (
    document.activeElement?.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open], :popover-open") !== null
  );
}

/** Hears how far the workspace has come, while the page can be seen. Answers how to stop. */
function followed(address: string, tell: (mark: string) => void): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let waitMs = again.firstMs;
  const close = () => {
    window.clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    if (document.hidden) return;
    source = new EventSource(address);
    source.onmessage = ({ data }) => {
      waitMs = again.firstMs;
      tell(data);
    };
    // A lost connection the browser takes up again by itself; a refusal it does not.
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(open, waitMs * (1 + Math.random()));
      waitMs = Math.min(2 * waitMs, again.mostMs);
    };
  };
  document.addEventListener("visibilitychange", open);
  open();
  return () => {
    document.removeEventListener("visibilitychange", open);
    close();
  };
}

const listeners = new Set<() => void>();

function onStorage(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function readChoice(): boolean {
  try {
    return localStorage.getItem(kept) !== "off";
  } catch {
    return true; // storage is switched off
  }
}

function choose(isOn: boolean): void {
  try {
    localStorage.setItem(kept, isOn ? "on" : "off");
  } catch {}
  for (const listener of listeners) listener();
}
