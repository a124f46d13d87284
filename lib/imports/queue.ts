import "server-only";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";

type Line = { running: number; waiting: (() => void)[] };

const mostWaiting = 100;
const held = globalThis as typeof globalThis & { oboleImportLines?: Map<string, Line> };

/** Runs an import when its turn comes: so many at once for one key or person, the others wait. Throws `too_many_requests` when too many do. */
export async function inTurn<T>(actor: string, work: () => Promise<T>): Promise<T> {
  held.oboleImportLines ??= new Map();
  const line = held.oboleImportLines.get(actor) ?? { running: 0, waiting: [] };
  held.oboleImportLines.set(actor, line);
  if (line.waiting.length >= mostWaiting) throw new Refusal("too_many_requests", "too many imports are waiting already", { retryAfterSeconds: 30 });
  if (line.running >= env.importsAtOnce) await new Promise<void>((resolve) => line.waiting.push(resolve));
  else line.running++;
  try {
    return await work();
  } finally {
    const next = line.waiting.shift();
    if (next) next();
    else line.running--;
    if (line.running === 0) held.oboleImportLines.delete(actor);
  }
}
