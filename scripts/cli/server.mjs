// @ts-check
// Talks to Obole over its API. Built on node:http and not on fetch, whose clock would cut off an answer that takes minutes, and which cannot announce the
// length of a streamed body.
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "./failure.mjs";
import { isPassing, waitBefore } from "./retry.mjs";

const connectMs = 30_000;
const silenceMs = 120_000;
const largestAnswer = 1 << 20;

/**
 * @typedef {import("node:http").IncomingMessage} Answer
 * @typedef {{ status?: number, code?: string, detail?: string, id?: string | null }} Problem
 * @typedef {{ content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, size?: number }} Body `size` in bytes, where it is known.
 * @typedef {{ method?: "GET" | "POST", headers?: Record<string, string>, body?: Body }} Sending
 * @typedef {{ seconds: number, attempt: number, retries: number, failure: Failure }} Wait
 */

/** A workspace of a server, entered with a key. */
export class Server {
  /**
   * @param {{ url: URL, key: string, language: "en" | "fr", retries: number, signal: AbortSignal, onWait: (wait: Wait) => void }} options `language`: what answers are asked for in.
   */
  constructor({ url, key, language, retries, signal, onWait }) {
    this.base = url;
    this.key = key;
    this.language = language;
    this.retries = retries;
    this.signal = signal;
    this.onWait = onWait;
  }

  /** Where a path of the API is; the server may live below a path of its own. @param {string} path @param {URLSearchParams} [query] */
  at(path, query) {
    const url = new URL(this.base);
    url.pathname = url.pathname.replace(/\/*$/, "") + path;
    if (query) url.search = query.toString();
    return url;
  }

  /**
   * Reads the answer to a question; asked again, and read from its beginning, while the trouble may pass. Throws Failure.
   * @template T @param {URL} url @param {(answer: Answer) => Promise<T>} read @param {() => Sending} [sending] @returns {Promise<T>}
   */
  async ask(url, read, sending) {
    return await this.patiently(async () => {
      const answer = await this.send(url, sending?.());
      if (!isSuccess(answer)) throw await this.refusal(answer, url);
      return await read(answer);
    });
  }

  /** The JSON of an answer. Throws Failure. @param {URL} url @param {() => Sending} [sending] @returns {Promise<any>} */
  async json(url, sending) {
    return await this.ask(url, (answer) => this.jsonOf(answer), sending);
  }

  /** @param {Answer} answer @returns {Promise<any>} */
  async jsonOf(answer) {
    const isJson = /\bjson\b/.test(answer.headers["content-type"] ?? "");
    if (!isJson) answer.destroy();
    if (!isJson) throw new Failure("not_obole", { host: this.base.host, status: String(answer.statusCode) });
    return JSON.parse(await textOf(answer, Number.POSITIVE_INFINITY));
  }

  /** Does something, and again while its trouble may pass. @template T @param {() => Promise<T>} work @param {number} [retries] @returns {Promise<T>} */
  async patiently(work, retries = this.retries) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const failure = this.explained(error);
        const wait = waitBefore(attempt, retries, outcomeOf(error), Date.now());
        if (wait === null || this.signal.aborted || !(failure instanceof Failure)) throw failure;
        this.onWait({ seconds: Math.ceil(wait / 1000), attempt, retries, failure });
        await delay(wait, undefined, { signal: this.signal }).catch(() => {
          throw new Failure("stopped");
        });
      }
    }
  }

  /**
   * Sends a request and answers as soon as the head of the response is there. A server that refuses need not read the body to its end.
   * @param {URL} url @param {Sending} [sending] @returns {Promise<Answer>}
   */
  send(url, { method = "GET", headers = {}, body } = {}) {
    const all = {
      authorization: `Bearer ${this.key}`,
      "accept-language": this.language,
      ...headers,
      ...(body?.size !== undefined && { "content-length": String(body.size) }),
    };
    const { request, Agent } = url.protocol === "https:" ? https : http;
    // An upload gets a connection of its own: one kept from before may have been closed by now, and a file is dear to send twice. It is asked to stay open,
    // because a server that closes while we send takes its answer away with it.
    const agent = body && new Agent({ keepAlive: true });
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method, headers: all, signal: this.signal, ...(agent && { agent }) });
      const timer = setTimeout(() => outgoing.destroy(networkError("ETIMEDOUT")), connectMs);
      outgoing.once("socket", (socket) => {
        socket.setKeepAlive(true, connectMs);
        const connected = () => clearTimeout(timer);
        if (socket.connecting) socket.once("connect", connected);
        else connected();
      });
      if (!body) outgoing.setTimeout(silenceMs, () => outgoing.destroy(networkError("ETIMEDOUT")));
      outgoing.once("error", reject);
      outgoing.once("close", () => {
        clearTimeout(timer);
        agent?.destroy();
      });
      outgoing.once("response", (answer) => {
        answer.on("error", () => {}); // whoever reads it is told
        answer.once("end", () => outgoing.writableFinished || outgoing.destroy());
        resolve(answer);
      });
      if (body) pipeline(body.content, outgoing).catch(reject);
      else outgoing.end();
    });
  }

  /** Why an answer is no success. @param {Answer} answer @param {URL} url */
  async refusal(answer, url) {
    const status = answer.statusCode ?? 0;
    const text = await textOf(answer, largestAnswer).catch(() => "");
    const problem = problemOf(text);
    const retryAfter = answer.headers["retry-after"];
    return new Refused(this.failureOf(status, problem, { url, location: answer.headers.location }), { status, retryAfter });
  }

  /** @param {number} status @param {Problem | null} problem @param {{ url: URL, location?: string | undefined }} about */
  failureOf(status, problem, { url, location }) {
    const host = this.base.host;
    const detail = problem?.detail ?? "";
    const more = { id: problem?.id ?? null, ...(problem?.code && { answer: problem.code }) };
    if (status >= 300 && status < 400) return new Failure("redirected", { host, to: location ? new URL(location, url).origin : "?" });
    if (isPassing({ status })) return new Failure("unavailable", { host, status: String(status), detail }, more);
    if (!problem) return new Failure("not_obole", { host, status: String(status) });
    if (status === 401) return new Failure("key_refused", { host, detail }, more);
    if (status === 403) return new Failure("not_allowed", { host, detail }, more);
    if (status === 400 && problem.code !== "short_body") return new Failure("invalid_input", { detail }, more);
    return new Failure("refused", { detail }, more);
  }

  /** What an error of the network means; ours stay as they are, and so do bugs. @param {unknown} error @returns {unknown} */
  explained(error) {
    if (this.signal.aborted) return error instanceof Failure && error.code === "stopped" ? error : new Failure("stopped");
    if (error instanceof Refused) return error.failure;
    const code = outcomeOf(error).code;
    const host = this.base.host;
    if (code === undefined) return error;
    if (/CERT|SIGNATURE|SELF_SIGNED/.test(code)) return new Failure("certificate", { host, code });
    if (["ECONNRESET", "EPIPE", "ECONNABORTED"].includes(code)) return new Failure("broke_off", { host });
    if (isPassing({ code }) || ["ENOTFOUND", "EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"].includes(code)) {
      return new Failure("unreachable", { host, code });
    }
    return /^HPE_/.test(code) ? new Failure("not_obole", { host, status: code }) : error;
  }
}

/** A refusal on its way, with what decides whether it may pass. */
export class Refused extends Error {
  /** @param {Failure} failure @param {import("./retry.mjs").Outcome} outcome */
  constructor(failure, outcome) {
    super(failure.code);
    this.failure = failure;
    this.outcome = outcome;
  }
}

/** @param {Answer} answer */
export function isSuccess({ statusCode = 0 }) {
  return statusCode >= 200 && statusCode < 300;
}

/** The text of an answer, up to so many bytes. @param {Answer} answer @param {number} most */
export async function textOf(answer, most) {
  const pieces = [];
  let size = 0;
  for await (const piece of answer) {
    size += piece.length;
    if (size > most) break;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** @param {string} text @returns {Problem | null} */
function problemOf(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && typeof value.code === "string" ? value : null;
  } catch {
    return null;
  }
}

/** @param {unknown} error @returns {import("./retry.mjs").Outcome} */
function outcomeOf(error) {
  if (error instanceof Refused) return error.outcome;
  if (error instanceof Failure || !(error instanceof Error) || !("code" in error)) return {};
  return { code: String(error.code) };
}

/** @param {string} code */
function networkError(code) {
  return Object.assign(new Error(code), { code });
}
