import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packFiles, servePacked } from "./static-files.mjs";

const script = `console.log(${JSON.stringify("a".repeat(5000))});`;
const folder = mkdtempSync(path.join(tmpdir(), "obole-static-"));
let server: http.Server;

beforeAll(async () => {
  mkdirSync(path.join(folder, "static", "chunks"), { recursive: true });
  writeFileSync(path.join(folder, "static", "chunks", "a~1.js"), script);
  writeFileSync(path.join(folder, "static", "font.woff2"), "font");
  writeFileSync(path.join(folder, "secret.js"), "secret");
  packFiles(path.join(folder, "static"));
  const serve = servePacked(path.join(folder, "static"), { prefix: "/_next/static/", headers: [{ key: "X-Ours", value: "yes" }] });
  server = http.createServer((request, response) => void (serve(request, response) || response.writeHead(404).end()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function ask(target: string, { encoding = "gzip, br", method = "GET" } = {}) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const request = http.request({ port, host: "127.0.0.1", path: target, method, headers: { "accept-encoding": encoding } }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece) => pieces.push(piece));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    request.once("error", reject);
    request.end();
  });
}

test("whoever can unpack it gets a script packed, whole and to be kept", async () => {
  const { status, headers, body } = await ask("/_next/static/chunks/a~1.js?dpl=1");
  expect(status).toBe(200);
  expect(brotliDecompressSync(body).toString()).toBe(script);
  expect(headers).toMatchObject({ "content-encoding": "br", "content-length": String(body.length), vary: "accept-encoding", "x-ours": "yes" });
  expect(headers["cache-control"]).toContain("immutable");
  expect((await ask("/_next/static/chunks/a~1.js", { method: "HEAD" })).body).toHaveLength(0);
});

test.each([
  ["/_next/static/chunks/a~1.js", { encoding: "gzip" }],
  ["/_next/static/chunks/a~1.js", { encoding: "br;q=0, gzip" }],
  ["/_next/static/chunks/a~1.js", { method: "POST" }],
  ["/_next/static/font.woff2", {}],
  ["/_next/static/../secret.js", {}],
  ["/_next/static/%2e%2e/secret.js", {}],
  ["/_next/static/chunks/a~1.js.br", {}],
])("the rest is left to the server: %s %j", async (target, options) => {
  expect((await ask(target, options)).status).toBe(404);
});
