import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { readAway } from "./unread-bodies.mjs";

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

async function serving(answer: Answer, options?: { most?: number; within?: number }): Promise<number> {
  const server = http.createServer((request, response) => {
    readAway(request, response, options);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** What is answered over the one connection of an agent, or how it broke; `size`: bytes of the body. */
function call(port: number, agent: http.Agent, size: number): Promise<string> {
  return new Promise((resolve) => {
    const request = http.request({ port, agent, method: "POST" }, (response) => text(response).then(resolve, () => resolve("cut off")));
    request.on("error", () => resolve("cut off"));
    request.end(Buffer.alloc(size));
  });
}

/** As a framework does that hands the body on as a web stream and is then not asked for more. */
const begun: Answer = (request, response) => {
  if (request.headers["content-length"] === "0") return void response.end("next");
  void Readable.toWeb(request)
    .getReader()
    .read()
    .then(() => response.end("refused"));
};
const unread: Answer = (request, response) => void response.end(request.headers["content-length"] === "0" ? "next" : "refused");
const iterated: Answer = (request, response) => {
  if (request.headers["content-length"] === "0") return void response.end("next");
  void request
    .iterator({ destroyOnReturn: false })
    .next()
    .then(() => response.end("refused"));
};

test.each([
  ["begun to read", begun],
  ["never read", unread],
  ["begun to be iterated", iterated],
])("an answer to a body %s is heard, and the connection serves the next request", async (_, answer) => {
  const port = await serving(answer);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  expect(await call(port, agent, 8 << 20)).toBe("refused");
  expect(await call(port, agent, 0)).toBe("next");
  agent.destroy();
});

test("an answer to a body that was given up is heard before its connection ends", async () => {
  const port = await serving((request, response) => {
    // As a stream that is cancelled: it cannot be read any more, and its connection stays.
    request.once("data", () => {
      Object.defineProperty(request, "socket", { value: null });
      request.destroy();
      response.end("refused");
    });
  });
  const socket = net.connect(port, "127.0.0.1").on("error", () => {});
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${8 << 20}\r\n\r\n`);
  socket.write(Buffer.alloc(8 << 20));
  let heard = "";
  socket.on("data", (piece) => (heard += piece));
  await new Promise((resolve) => socket.once("close", resolve));
  expect(heard).toMatch(/refused/);
});

test("too much of it ends the connection", async () => {
  const port = await serving(begun, { most: 1 << 20 });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  await call(port, agent, 64 << 20); // heard or cut off
  expect(await call(port, agent, 0)).toBe("next"); // over another connection
  agent.destroy();
});

test("so does a sender that never comes to its end", async () => {
  const port = await serving(begun, { within: 200 });
  const request = http.request({ port, method: "POST", headers: { "content-length": 1 << 20 } }).on("error", () => {});
  const closed = new Promise((resolve) => request.once("close", resolve));
  request.write(Buffer.alloc(1 << 10));
  await closed;
});
