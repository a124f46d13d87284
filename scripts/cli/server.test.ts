import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Failure } from "./failure.mjs";
import { run } from "./run.mjs";
import { saveTo } from "./save.mjs";
import { Server } from "./server.mjs";

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "obole-server-"));
});
afterAll(() => rm(folder, { recursive: true }));

const open: http.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** A server that misbehaves as told, over a real connection. */
async function misbehaving(handler: Handler): Promise<URL> {
  let count = 0;
  const server = http.createServer((request, response) => handler(request, response, ++count));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function json(response: http.ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response
    .writeHead(status, { "content-type": status < 300 ? "application/json" : "application/problem+json", ...headers })
    .end(JSON.stringify(body));
}

const waits: number[] = [];
const client = (url: URL, retries = 2) =>
  new Server({ url, key: "k", language: "en", retries, signal: new AbortController().signal, onWait: ({ seconds }) => void waits.push(seconds) });

/** The command over a server, with what it wrote. */
async function command(url: URL, line: string, signal = new AbortController().signal) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const env = { OBOLE_URL: url.href, OBOLE_KEY: "a-key-that-nobody-sees" };
  const code = await run(line.split(" "), { env, signal, out: out as unknown as NodeJS.WriteStream, err: err as unknown as NodeJS.WriteStream });
  return { code, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
}

const done = {
  id: "7",
  status: "done",
  rows: 1,
  accepted: 1,
  duplicates: 0,
  rejected: 0,
  ignored: 0,
  rejected_by_reason: {},
  warnings: [],
  timezone: "UTC",
};

test("a busy server is asked again after the time it names", async () => {
  const url = await misbehaving((_, response, count) =>
    count === 1 ? json(response, 429, { code: "too_many_requests" }, { "retry-after": "2" }) : json(response, 200, { fine: true }),
  );
  waits.length = 0;
  expect(await client(url).json(url)).toEqual({ fine: true });
  expect(waits).toEqual([2]);
});

test("a server that stays unavailable is given up, and so is one that is not there", async () => {
  const url = await misbehaving((_, response) => json(response, 503, { code: "unavailable", detail: "the database is away" }));
  await expect(client(url, 1).json(url)).rejects.toMatchObject({ code: "unavailable", exit: 4 });
  await expect(client(new URL("http://127.0.0.1:1"), 0).json(new URL("http://127.0.0.1:1"))).rejects.toMatchObject({ code: "unreachable", exit: 4 });
});

test.each([
  [302, { location: "https://elsewhere.example.com/x" }, "redirected", 2],
  [404, { "content-type": "text/html" }, "not_obole", 4],
  [200, { "content-type": "text/html" }, "not_obole", 4],
])("an answer %d that is none of Obole's: %j", async (status, headers, code, exit) => {
  const url = await misbehaving((_, response) => void response.writeHead(status, headers).end("<html>"));
  await expect(client(url, 0).json(url)).rejects.toMatchObject({ code, exit });
});

test("a refusal in the middle of an upload is heard, and the upload ends", async () => {
  const file = path.join(folder, "large.csv");
  await writeFile(file, Buffer.alloc(64 << 20, "x"));
  const url = await misbehaving((request, response) => {
    if (request.method === "GET") return json(response, 200, { items: [] });
    request.once("data", () => json(response, 413, { code: "body_too_large", detail: "no more than 1 MB" }));
  });
  const { code, err } = await command(url, `import ${file} --retries 0`);
  expect([code, err]).toEqual([3, `${file}: Refused: no more than 1 MB\n`]);
});

test("a connection that breaks off during an upload is tried again from the start of the file", async () => {
  const file = path.join(folder, "small.csv");
  await writeFile(file, "0123456789");
  const bodies: string[] = [];
  const url = await misbehaving((request, response, count) => {
    if (request.method === "GET" && request.url?.includes("limit")) return json(response, 200, { items: [] });
    if (request.method === "GET") return json(response, 200, done);
    if (count === 2) return void request.socket.destroy();
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      bodies.push(body);
      json(response, 202, { ...done, status: "running" });
    });
  });
  const { code, out, err } = await command(url, `import ${file} --json`);
  expect([code, JSON.parse(out)]).toEqual([0, { file, ...done }]);
  expect(bodies).toEqual(["0123456789"]);
  expect(err).toContain("broke off");
});

test("a key that may only write waits for the receipt in the one answer", async () => {
  const file = path.join(folder, "small.csv");
  const prefer: unknown[] = [];
  const url = await misbehaving((request, response) => {
    if (request.method === "GET") return json(response, 403, { code: "not_allowed", detail: "no" });
    prefer.push(request.headers.prefer);
    request.resume().on("end", () => json(response, 201, done));
  });
  const { code, out } = await command(url, `import ${file}`);
  expect([code, prefer]).toEqual([0, [undefined]]);
  expect(out).toContain("1 row read = 1 added");
});

test("an import that the server lost is sent again", async () => {
  const file = path.join(folder, "small.csv");
  let uploads = 0;
  const url = await misbehaving((request, response) => {
    if (request.method === "POST") {
      uploads++;
      return void request.resume().on("end", () => json(response, 202, { ...done, status: "running" }));
    }
    if (request.url?.includes("limit")) return json(response, 200, { items: [] });
    json(response, 200, uploads === 1 ? { ...done, status: "interrupted", error: { code: "interrupted", detail: "The server was stopped." } } : done);
  });
  const { code, err } = await command(url, `import ${file}`);
  expect([code, uploads]).toEqual([0, 2]);
  expect(err).toContain("The server was stopped.");
});

test("what stops one file stops all, and says how many were not sent; the key is never shown", async () => {
  await writeFile(path.join(folder, "b.csv"), "x");
  await writeFile(path.join(folder, "c.csv"), "x");
  const url = await misbehaving((request, response) =>
    request.method === "GET" ? json(response, 200, { items: [] }) : json(response, 400, { code: "invalid_input", detail: "timezone: no such zone" }),
  );
  const { code, err } = await command(url, `import ${folder}/b.csv ${folder}/c.csv --jobs 1 --timezone Nowhere`);
  expect(code).toBe(2);
  expect(err).toContain("timezone: no such zone");
  expect(err).toContain("1 more file was not sent.");
  expect(err).not.toContain("a-key-that");
});

test("a file that shrinks while it is sent is refused instead of sent short", async () => {
  const file = path.join(folder, "shrinking.csv");
  await writeFile(file, Buffer.alloc(32 << 20, "x"));
  const url = await misbehaving((request, response) => {
    if (request.method === "GET") return json(response, 200, { items: [] });
    request.once("data", () => {
      request.pause();
      void truncate(file, 1 << 20).then(() => request.resume());
    });
  });
  const { code, err } = await command(url, `import ${file} --retries 0`);
  expect([code, err]).toEqual([3, `${file}: It became shorter while it was sent. Nothing of it was kept; send it again when it is complete.\n`]);
});

test("an answer that breaks off leaves the file that was there, and nothing half-written", async () => {
  const file = path.join(folder, "report.csv");
  await writeFile(file, "the month before");
  const url = await misbehaving((_, response) => {
    response.writeHead(200, { "content-type": "text/csv", "content-length": "1000" });
    response.write("month,", () => response.destroy());
  });
  const { code } = await command(url, `report --month 2026-06 -o ${file} --retries 0`);
  expect([code, await readFile(file, "utf8")]).toEqual([4, "the month before"]);
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a file that cannot be written says so", async () => {
  const content = new PassThrough();
  await expect(saveTo(content, path.join(folder, "nowhere", "x.csv"))).rejects.toMatchObject({ code: "not_written", about: { why: "ENOENT" } });
  expect(content.destroyed).toBe(true);
});

test("stopping while a file is on its way keeps nothing; afterwards the import goes on", async () => {
  const file = path.join(folder, "small.csv");
  const stop = new AbortController();
  const holding = await misbehaving((request, response) => {
    if (request.method === "GET" && request.url?.includes("limit")) return json(response, 200, { items: [] });
    if (request.method === "POST") return void request.resume().on("end", () => json(response, 202, { ...done, status: "running" }));
    json(response, 200, { ...done, status: "running" });
    stop.abort();
  });
  const { code, err } = await command(holding, `import ${file}`, stop.signal);
  expect(code).toBe(130);
  expect(err).toContain("goes on with import 7");
  expect(new Failure("cancelled").exit).toBe(130);
});

test("a file of 512 MB is sent as a stream: the command stays small", async () => {
  const file = path.join(folder, "huge.csv");
  await writeFile(file, "");
  await truncate(file, 512 << 20);
  let received = 0;
  const url = await misbehaving((request, response) => {
    if (request.method === "GET") return json(response, 200, request.url?.includes("limit") ? { items: [] } : done);
    request.on("data", (piece) => (received += piece.length));
    request.on("end", () => json(response, 202, { ...done, status: "running" }));
  });
  const tellMemory = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
  const args = ["--import", tellMemory, path.join(import.meta.dirname, "obole.mjs"), "import", file, "--quiet", "--url", url.href, "--key", "k"];
  const { stderr } = await promisify(execFile)(process.execPath, args);
  expect(received).toBe(512 << 20);
  expect(Number(stderr)).toBeLessThan(200 << 10); // kilobytes
}, 60_000);
