import "server-only";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";

type Line = { running: number; waiting: (() => void)[] };

/** A place in a line: `turn` comes when it may begin; whoever has it leaves once, whether its turn has come or not. */
export type Place = { turn: Promise<void>; leave: () => void };

const mostWaiting = 100;
const held = globalThis as typeof globalThis & { oboleImportLines?: Map<string, Line> };

/** Takes a place: so many imports run at once for one key or person, the others wait. Throws `too_many_requests` when too many do. */
export function queueUp(actor: string): Place {
  held.oboleImportLines ??= new Map();
  const lines = held.oboleImportLines;
  const line = lines.get(actor) ?? { running: 0, waiting: [] };
  if (line.waiting.length >= mostWaiting) throw new Refusal("too_many_requests", "too many imports are waiting already", { retryAfterSeconds: 30 });
  lines.set(actor, line);
  let begin = () => {};
  const turn = new Promise<void>((resolve) => {
    begin = resolve;
  });
  if (line.running >= env.importsAtOnce) line.waiting.push(begin);
  else {
    line.running++;
    begin();
  }
  const leave = () => {
    const waiting = line.waiting.indexOf(begin);
    if (waiting >= 0) line.waiting.splice(waiting, 1);
    else passOn(line);
    if (line.running === 0) lines.delete(actor);
  };
  return { turn, leave };
}

function passOn(line: Line): void {
  const next = line.waiting.shift();
  if (next) next();
  else line.running--;
}

/** Runs an import when its turn comes. Throws `too_many_requests` when too many wait. */
export async function inTurn<T>(actor: string, work: () => Promise<T>): Promise<T> {
  const { turn, leave } = queueUp(actor);
  try {
    await turn;
    return await work();
  } finally {
    leave();
  }
}
