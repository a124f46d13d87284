import http from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { watchProgress } from "./slow-clients.mjs";

const every = 800;

/** A server that reads a body to its end and answers, watched; how it ended is told to `seen`. */
async function watched(answer: (request: http.IncomingMessage, response: http.ServerResponse) => void): Promise<{ port: number; close: () => void }> {
  const server = http.createServer((request, response) => {
    watchProgress(request, response, { every });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as net.AddressInfo).port, close: () => server.closeAllConnections() };
}

function connected(port: number): { socket: net.Socket; ended: Promise<string> } {
  const socket = net.connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (text) => (heard += text));
  const ended = new Promise<string>((resolve) => {
    socket.once("close", () => resolve(heard));
    socket.once("error", () => resolve(heard));
  });
  return { socket, ended };
}

const head = (length: number) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;

test("a body that stops coming is cut off with 408", async () => {
  const { port } = await watched((request) => request.resume());
  const { socket, ended } = connected(port);
  socket.write(`${head(1_000_000)}some`);
  expect(await ended).toMatch(/^HTTP\/1.1 408 /);
});

test("a body of single bytes is no progress", async () => {
  const { port } = await watched((request) => request.resume());
  const { socket, ended } = connected(port);
  socket.write(head(1_000_000));
  const drip = setInterval(() => socket.write("x"), 10);
  expect(await ended).toMatch(/^HTTP\/1.1 408 /);
  clearInterval(drip);
});

test("a body that makes progress may take as long as it needs", async () => {
  const { port } = await watched((request, response) => request.resume().once("end", () => response.end("whole")));
  const { socket, ended } = connected(port);
  socket.write(head(20_000).replace("Host: x", "Host: x\r\nConnection: close"));
  for (let sent = 0; sent < 20_000; sent += 2_000) {
    socket.write("x".repeat(2_000));
    await sleep(every / 2);
  }
  expect(await ended).toMatch(/whole$/);
});

test("a pause of the server's own does not count", async () => {
  const { port } = await watched((request, response) => {
    setTimeout(() => request.resume().once("end", () => response.end("whole")), every * 5);
  });
  const { socket, ended } = connected(port);
  socket.write(head(200_000).replace("Host: x", "Host: x\r\nConnection: close") + "x".repeat(200_000));
  expect(await ended).toMatch(/whole$/);
});

test("a reader that stops reading is cut off", async () => {
  const closed = new Promise<void>((resolve) => {
    void watched((request, response) => {
      request.resume();
      response.once("close", resolve);
      response.writeHead(200);
      for (let megabyte = 0; megabyte < 32; megabyte++) response.write(Buffer.alloc(1 << 20));
      response.end();
    }).then(({ port }) =>
      net
        .connect(port, "127.0.0.1")
        .pause()
        .on("error", () => {})
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    );
  });
  await closed;
});
