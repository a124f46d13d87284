import "server-only";
import type { Access } from "@/lib/access";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { onChange } from "./changes";
import { changeMark, isStillIn } from "./queries";

/** Changes that come together are told once. */
const gatherMs = 300;
/** Milliseconds between heartbeats, and until the browser has to come again and is let in anew. */
const usual = { beat: 15_000, life: 5 * 60_000 };
/** Of one person, in one process: as many pages as somebody looks at. */
const mostStreams = 20;
/** How long browsers wait before they come again, spread so that not all come at once. */
const returnMs = { least: 1_000, spread: 3_000 };

type Streams = { open: Set<() => void>; byActor: Map<string, number> };

// Routes are bundled apart; the process is what they share.
const held = globalThis as typeof globalThis & { oboleStreams?: Streams };

/**
 * Server-sent events that say how far a workspace has come: at once, and after each change. They end when the session does, with the server, and after a
 * while anyway. Throws `too_many_requests` for a person with too many.
 */
export function changesResponse(access: Access, sessionId: string, signal: AbortSignal, { beat, life } = usual): Response {
  const { open, byActor } = streams();
  const count = byActor.get(access.actor) ?? 0;
  if (count >= mostStreams) throw new Refusal("too_many_requests", `${mostStreams} pages follow already`, { retryAfterSeconds: 60 });
  byActor.set(access.actor, count + 1);

  const encoder = new TextEncoder();
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const stops: (() => void)[] = [];
      end = () => {
        if (!open.delete(end)) return;
        for (const stop of stops) stop();
        const left = (byActor.get(access.actor) ?? 1) - 1;
        if (left > 0) byActor.set(access.actor, left);
        else byActor.delete(access.actor);
        try {
          controller.close();
        } catch {} // whoever read it has gone
      };
      open.add(end);
      const guarded = (work: () => Promise<void>) => () => {
        void work().catch((error) => {
          log.warn({ err: error }, "following changes failed");
          end(); // the browser comes again
        });
      };
      const tell = gathered(
        guarded(async () => {
          const mark = await changeMark(access);
          if (open.has(end)) send(`data: ${mark}\n\n`);
        }),
      );
      const check = guarded(async () => {
        if (!(await isStillIn(sessionId, access))) return end();
        if (open.has(end)) send(": still here\n\n");
      });
      send(`retry: ${returnMs.least + Math.round(Math.random() * returnMs.spread)}\n\n`);
      const [beating, ending] = [setInterval(check, beat), setTimeout(end, life)];
      stops.push(
        tell.stop,
        onChange(access.workspaceId, tell),
        () => clearInterval(beating),
        () => clearTimeout(ending),
      );
      signal.addEventListener("abort", end, { once: true });
      tell();
    },
    cancel: () => end(),
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" },
  });
}

function streams(): Streams {
  if (held.oboleStreams) return held.oboleStreams;
  const made: Streams = { open: new Set(), byActor: new Map() };
  // The server waits for running requests when it is told to stop; these would not end by themselves.
  process.once("SIGTERM", () => {
    for (const end of made.open) end();
  });
  held.oboleStreams = made;
  return made;
}

/** Runs work a moment after it is first asked for, once for all that ask until then. */
function gathered(work: () => void): { (): void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, gatherMs);
  };
  return Object.assign(ask, { stop: () => clearTimeout(timer) });
}
