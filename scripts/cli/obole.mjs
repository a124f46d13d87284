#!/usr/bin/env node
// @ts-check
// The command line of Obole, for scripts and for people: a client of its API, with nothing but Node. See docs/command-line.md.
import { run } from "./run.mjs";

const stop = new AbortController();
/** @type {string | null} */
let signalled = null;
for (const signal of ["SIGINT", "SIGTERM"]) {
  // The first one ends cleanly; a second one ends at once.
  process.once(signal, () => {
    signalled = signal;
    stop.abort();
  });
}
// Whoever reads the output may stop reading: `| head`.
process.stdout.on("error", (error) => process.exit(/** @type {NodeJS.ErrnoException} */ (error).code === "EPIPE" ? 0 : 1));

const code = await run(process.argv.slice(2), { env: process.env, signal: stop.signal, out: process.stdout, err: process.stderr });
process.exitCode = signalled === "SIGTERM" && code === 130 ? 143 : code;
