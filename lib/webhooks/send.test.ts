import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { send } from "./send";

const allowed = ["127.0.0.1"];
const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** A receiver on loopback: what it heard, and what it answers. */
async function receiver(answer: http.RequestListener = (_request, response) => void response.writeHead(204).end()) {
  const heard: string[] = [];
  const server = http.createServer((request, response) => {
    heard.push(`${request.method} ${request.headers.host}${request.url}`);
    request.resume();
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, heard };
}

const message = (url: string) => ({ url, body: "{}", headers: {} });
const at =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

test("a message arrives under the name it was sent to, at the address that was checked", async () => {
  const { port, heard } = await receiver();
  const outcome = await send(message(`http://hooks.internal:${port}/in?x=1`), { allowed, resolve: at("127.0.0.1") });
  expect(outcome).toEqual({ status: 204, error: null });
  expect(heard).toEqual([`POST hooks.internal:${port}/in?x=1`]);
});

test("a name that leads inside is not connected to, whichever of its addresses does", async () => {
  const { port, heard } = await receiver();
  for (const addresses of [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"], ["::1", "1.1.1.1"], []]) {
    const outcome = await send(message(`https://hooks.example.com:${port}/`), { allowed: [], resolve: at(...addresses) });
    expect(outcome, addresses.join()).toEqual({ status: null, error: "not_public" });
  }
  expect(heard).toEqual([]);
});

test("an address in the place of a name is checked too", async () => {
  const { port, heard } = await receiver();
  for (const host of ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"]) {
    expect(await send(message(`https://${host}:${port}/`), { allowed: [] }), host).toEqual({ status: null, error: "not_public" });
  }
  expect(await send(message(`http://127.0.0.2:${port}/`), { allowed })).toEqual({ status: null, error: "not_public" });
  expect(heard).toEqual([]);
});

test("a name that changes its address between the check and the connection leads nowhere else: it is resolved once", async () => {
  const { port, heard } = await receiver();
  let asked = 0;
  const flipping = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "127.0.0.9", family: 4 }];
  expect(await send(message(`http://hooks.internal:${port}/`), { allowed, resolve: flipping })).toEqual({ status: 204, error: null });
  expect(asked).toBe(1);
  expect(await send(message(`http://hooks.internal:${port}/`), { allowed, resolve: flipping })).toEqual({ status: null, error: "not_public" });
  expect(heard).toHaveLength(1);
});

test("a redirect is not followed", async () => {
  const inside = await receiver();
  const { port } = await receiver((_request, response) => void response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/` }).end());
  expect(await send(message(`http://127.0.0.1:${port}/`), { allowed })).toEqual({ status: 307, error: "redirect" });
  expect(inside.heard).toEqual([]);
});

test("a receiver that answers late, or never ends its answer, is not waited for", async () => {
  const silent = await receiver(() => {});
  expect(await send(message(`http://127.0.0.1:${silent.port}/`), { allowed, timeoutMs: 200 })).toEqual({ status: null, error: "too_slow" });
  const endless = await receiver((_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("x".repeat(65_536)), 1);
    response.once("close", () => clearInterval(drip));
  });
  expect(await send(message(`http://127.0.0.1:${endless.port}/`), { allowed })).toEqual({ status: 200, error: null });
});

test.each([
  [500, "refused"],
  [404, "refused"],
  [410, "gone"],
])("an answer of %s is no arrival", async (status, error) => {
  const { port } = await receiver((_request, response) => void response.writeHead(status).end());
  expect(await send(message(`http://127.0.0.1:${port}/`), { allowed })).toEqual({ status, error });
});

test("nobody there, no such name and no TLS are told apart", async () => {
  const { port } = await receiver();
  expect(await send(message("http://127.0.0.1:1/"), { allowed })).toEqual({ status: null, error: "no_connection" });
  const unknown = () => Promise.reject(Object.assign(new Error("nowhere"), { code: "ENOTFOUND" }));
  expect(await send(message(`http://nowhere.invalid:${port}/`), { allowed, resolve: unknown })).toEqual({ status: null, error: "unknown_host" });
  expect(await send(message(`https://127.0.0.1:${port}/`), { allowed })).toEqual({ status: null, error: "no_trust" });
});
