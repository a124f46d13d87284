// The web server: Next behind plain HTTP, on each address given. Tells its parent when it answers, and ends with it.
import http from "node:http";
import path from "node:path";
import next from "next";
import { everywhere } from "../next.config.js";
import { listenOn } from "./listening.mjs";
import { refuseMalformed } from "./malformed.mjs";
import { watchProgress } from "./slow-clients.mjs";
import { servePacked } from "./static-files.mjs";
import { readAway } from "./unread-bodies.mjs";
import { explainWrongMethod } from "./wrong-method.mjs";

const root = path.dirname(import.meta.dirname);
const port = Number(process.env.PORT);
const hosts = (process.env.OBOLE_HOSTS ?? "127.0.0.1").split(",");
const dev = process.argv.includes("--dev");
const graceMs = 10_000;
/** Headers have to be there soon; a body may take as long as it makes progress. */
const limits = { headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 3_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 };
const isSecure = process.env.APP_URL?.startsWith("https:");

let running = 0;
let isEnding = false;

// Before anything is waited for: the launcher may be gone by then.
process.on("SIGTERM", end);
process.on("SIGINT", () => {}); // the launcher decides
process.on("disconnect", () => process.exit(0));

/** While developing, changes are told over a socket: Next listens for it on one server only, and we have two. */
const upgrades = http.createServer();

const app = next({ dev, dir: root, hostname: hosts[0], port, httpServer: upgrades });
await app.prepare();
const handle = app.getRequestHandler();
const packed = dev ? () => false : servePacked(path.join(root, ".next", "static"), { prefix: "/_next/static/", headers: everywhere });

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
function answer(request, response) {
  if (isEnding) return refuse(response);
  running++;
  response.once("close", () => {
    running--;
    endWhenDone();
  });
  watchProgress(request, response);
  readAway(request, response);
  // Who is asking is what the socket says; a proxy in front appends to what it was told, and its own word is the last.
  const told = process.env.APP_URL
    ? String(request.headers["x-forwarded-for"] ?? "")
        .split(",")
        .at(-1)
        ?.trim()
    : "";
  request.headers["x-forwarded-for"] = told || request.socket.remoteAddress || "";
  if (isSecure) response.setHeader("strict-transport-security", "max-age=63072000; includeSubDomains");
  globalThis.oboleObserve?.(request, response);
  explainWrongMethod(request, response);
  if (!refuseMalformed(request, response) && !packed(request, response)) void handle(request, response);
}

/** What comes while the server ends: whoever asks whether it is ready hears the same. @param {http.ServerResponse} response */
function refuse(response) {
  const body = { status: "unavailable", boot_id: /** @type {any} */ (globalThis).oboleBoot?.id, problem: "stopping" };
  response.writeHead(503, { "content-type": "application/json", connection: "close", "retry-after": "5" }).end(JSON.stringify(body));
}

/** Lets running requests finish, but not for ever: what is cut off rolls back by itself. */
function end() {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => {
    console.error(`${running} requests had not ended after ${graceMs / 1000} s and were cut off`);
    process.exit(0);
  }, graceMs).unref();
  endWhenDone();
}

function endWhenDone() {
  if (isEnding && running === 0) process.exit(0);
}

try {
  const servers = await listenOn(hosts, port, () => http.createServer(limits, answer));
  if (dev) for (const server of servers) server.on("upgrade", (...parts) => upgrades.emit("upgrade", ...parts));
  process.send?.("ready");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
