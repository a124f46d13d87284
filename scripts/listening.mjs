// Where the server listens, and why it cannot: the same words when that is tried early and when it is done.
import net from "node:net";

/** Both loopback addresses: a browser may try either for `localhost`. */
export const loopback = ["127.0.0.1", "::1"];

/**
 * A server on each address, or one clear line why not. A machine without IPv6 does without the second loopback address.
 * @template {net.Server} T
 * @param {string[]} hosts @param {number} port @param {() => T} create
 * @returns {Promise<T[]>}
 */
export async function listenOn(hosts, port, create) {
  const servers = [];
  for (const host of hosts) {
    const server = create();
    const code = await listen(server, host, port);
    if (code === null) servers.push(server);
    else if (servers.length === 0 || !["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(code)) throw new Error(problem(code, host, port));
  }
  return servers;
}

/** Throws when a port cannot be had. @param {string[]} hosts @param {number} port */
export async function checkPort(hosts, port) {
  const probes = await listenOn(hosts, port, () => net.createServer());
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
}

/** A port nobody listens on right now. @returns {Promise<number>} */
export async function freePort() {
  const probe = net.createServer();
  await listen(probe, "127.0.0.1", 0);
  const { port } = /** @type {net.AddressInfo} */ (probe.address());
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** @param {net.Server} server @param {string} host @param {number} port @returns {Promise<string | null>} the system's code when it does not work */
function listen(server, host, port) {
  return new Promise((resolve) => {
    const onError = (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? error.message);
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve(null);
    });
  });
}

/** @param {string} code @param {string} host @param {number} port */
function problem(code, host, port) {
  if (code === "EADDRINUSE")
    return `Port ${port} is taken. Stop what listens there, or choose another: PORT=${port < 65_535 ? port + 1 : 3000} npm start`;
  if (code === "EACCES") return `Port ${port} may not be used by this user. Choose one from 1024: PORT=3000 npm start`;
  if (["EADDRNOTAVAIL", "EAFNOSUPPORT", "ENOTFOUND", "EAI_AGAIN", "EINVAL"].includes(code))
    return `HOST is wrong: this machine has no address ${host}. Example: HOST=127.0.0.1`;
  return `Port ${port} on ${host} cannot be used (${code}).`;
}
