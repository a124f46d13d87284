import net from "node:net";
import { expect, test } from "vitest";
import { checkPort, freePort, listenOn, loopback } from "./listening.mjs";

test("a taken port is said in one line, with another to try", async () => {
  const port = await freePort();
  const [holder] = await listenOn(["127.0.0.1"], port, () => net.createServer());
  await expect(checkPort(loopback, port)).rejects.toThrow(
    `Port ${port} is taken. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
  );
  holder?.close();
});

test("a checked port is free again", async () => {
  const port = await freePort();
  await checkPort(loopback, port);
  await checkPort(loopback, port);
});

test.each(["192.0.2.1", "nowhere.invalid"])("HOST=%s is not this machine's", async (host) => {
  await expect(checkPort([host], await freePort())).rejects.toThrow(`HOST is wrong: this machine has no address ${host}. Example: HOST=127.0.0.1`);
});
