// @ts-check
// How far several files are: bars that stay in place on a terminal, a plain line now and then elsewhere.
import readline from "node:readline";
import { bytes, count, duration } from "./figures.mjs";
import { cut, printable, widthOf } from "./text.mjs";
import { counted, fill } from "./voice.mjs";

const redrawMs = 100;
const lineMs = 10_000;
const barWidth = 20;

/**
 * @typedef {import("./upload.mjs").Progress & { name: string, since: number }} State `since`: when its phase began, in milliseconds.
 * @typedef {import("./voice.mjs").Voice} Voice
 */

/** Shows what is under way on a stream; other text for the same terminal goes through `print`. */
export class ProgressDisplay {
  /** @param {{ stream: NodeJS.WriteStream, voice: Voice, isQuiet: boolean }} options */
  constructor({ stream, voice, isQuiet }) {
    this.stream = stream;
    this.voice = voice;
    this.isQuiet = isQuiet;
    this.isLive = Boolean(stream.isTTY) && !isQuiet && process.env.TERM !== "dumb";
    /** @type {Map<string, State>} */
    this.states = new Map();
    /** @type {Map<string, number>} */
    this.saidAt = new Map();
    this.drawn = 0;
    this.timer = this.isLive ? setInterval(() => this.draw(), redrawMs) : null;
    this.timer?.unref();
  }

  /** @param {string} name @param {import("./upload.mjs").Progress} progress */
  update(name, progress) {
    const now = Date.now();
    const before = this.states.get(name);
    const state = { ...before, ...progress, name, since: before?.phase === progress.phase ? before.since : now };
    this.states.set(name, state);
    if (this.isLive || this.isQuiet) return;
    const said = this.saidAt.get(name);
    if (said === undefined) this.saidAt.set(name, now);
    else if (now - said >= lineMs) {
      this.saidAt.set(name, now);
      this.stream.write(`${progressText(state, this.voice, now)}\n`);
    }
  }

  /** @param {string} name */
  remove(name) {
    this.states.delete(name);
    this.saidAt.delete(name);
  }

  /** Writes lines to a stream that may be the same terminal. @param {string} text @param {NodeJS.WritableStream} to */
  print(text, to) {
    this.clear();
    to.write(`${text}\n`);
    this.draw();
  }

  end() {
    if (this.timer) clearInterval(this.timer);
    this.clear();
  }

  draw() {
    if (!this.isLive || !this.timer) return;
    this.clear();
    const width = (this.stream.columns || 80) - 1;
    for (const state of this.states.values()) this.stream.write(`${progressLine(state, this.voice, Date.now(), width)}\n`);
    this.drawn = this.states.size;
  }

  clear() {
    if (!this.isLive || this.drawn === 0) return;
    readline.moveCursor(this.stream, 0, -this.drawn);
    readline.cursorTo(this.stream, 0);
    readline.clearScreenDown(this.stream);
    this.drawn = 0;
  }
}

/** A file's line with its bar, within a width. @param {State} state @param {Voice} voice @param {number} now @param {number} width */
export function progressLine(state, voice, now, width) {
  const facts = factsOf(state, voice, now);
  const share = shareOf(state);
  const bar = share === null ? "" : `${"█".repeat(Math.floor(share * barWidth)).padEnd(barWidth, "░")}  `;
  const name = cut(printable(state.name), Math.max(10, width - widthOf(bar + facts) - 2));
  return cut(`${name}  ${bar}${facts}`, width);
}

/** The same without a bar. @param {State} state @param {Voice} voice @param {number} now */
export function progressText(state, voice, now) {
  return `${printable(state.name)}: ${factsOf(state, voice, now)}`;
}

/** What it does, how far, how fast, how long still. @param {State} state @param {Voice} voice @param {number} now */
function factsOf(state, voice, now) {
  const { words, locale } = voice;
  const { phase, size, rows = 0 } = state;
  if (phase === "queued") return words.progress.queued;
  const seconds = (now - state.since) / 1000;
  const share = shareOf(state);
  const isMeasured = seconds >= 1;
  const perSecond = (/** @type {number} */ amount) => Math.round(amount / seconds);
  const done = [bytes(state.bytes, locale), ...(size === undefined ? [] : [bytes(size, locale)])].join(" / ");
  const rate =
    phase === "reading" ? `${count(perSecond(rows), locale)} ${words.progress.rowsPerSecond}` : `${bytes(perSecond(state.bytes), locale)}/s`;
  const facts = [
    words.progress[phase],
    done,
    phase === "reading" && rows > 0 && counted(words.progress.rows, rows, voice),
    isMeasured && rate,
    isMeasured && share && fill(words.progress.left, { time: duration((seconds * (1 - share)) / share) }),
  ];
  return facts.filter(Boolean).join(", ");
}

/** Of the whole, from 0 to 1; null where its size is not known. @param {State} state */
function shareOf({ bytes: done, size }) {
  return size ? Math.min(1, done / size) : null;
}
