// The web server: Next behind plain HTTP, on each address given. Tells its parent when it answers, and ends with it.
import http from "node:http";
import path from "node:path";
import next from "next";
import { refuseMalformed } from "./malformed.mjs";

const port = Number(process.env.PORT);
const hosts = (process.env.OBOLE_HOSTS ?? "127.0.0.1").split(",");
const dev = process.argv.includes("--dev");
const graceMs = 10_000;
const isSecure = process.env.APP_URL?.startsWith("https:");

const app = next({ dev, dir: path.dirname(import.meta.dirname), hostname: hosts[0], port });
await app.prepare();
const handle = app.getRequestHandler();

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
function answer(request, response) {
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
  if (!refuseMalformed(request, response)) void handle(request, response);
}

const servers = [];
for (const host of hosts) {
  const server = http.createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 }, answer);
  const isListening = await new Promise((resolve, reject) => {
    server.once("error", (error) => (error.code === "EADDRNOTAVAIL" && host === "::1" ? resolve(false) : reject(error)));
    server.listen(port, host, () => resolve(true));
  });
  if (isListening) servers.push(server);
}
process.send?.("ready");

let isEnding = false;
/** Finishes what runs, but not for ever: what is cut off rolls back by itself. */
function end() {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(0), graceMs).unref();
  Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))).then(() => process.exit(0));
  for (const server of servers) server.closeIdleConnections();
}
process.on("SIGTERM", end);
process.on("SIGINT", () => {}); // the launcher decides
process.on("disconnect", () => process.exit(0));
