import "server-only";
import { log } from "./log";

/** Does something now and again while the process lives, never twice at once; what fails is told to the log and done again. */
export function repeat(everyMs: number, what: string, work: () => Promise<void>): void {
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, `${what} failed; trying again`);
    } finally {
      isBusy = false;
    }
  }, everyMs);
  timer.unref();
}
