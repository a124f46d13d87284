// Requests that are answered before their body has been read to its end.

const mostBytes = 64 << 20;
const mostMs = 60_000;
const lastWordsMs = 2_000;

/**
 * Reads away what is left of a body once its answer is out: the sender hears the answer, and the connection can serve its next request, which would wait for
 * ever behind what nobody reads. What is too much, takes too long, or cannot be read any more, ends the connection.
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response
 * @param {{ most?: number, within?: number }} [options] `most`: bytes; `within`: milliseconds
 */
export function readAway(request, response, { most = mostBytes, within = mostMs } = {}) {
  const { socket } = request;
  const endIn = (/** @type {number} */ ms) => setTimeout(() => socket.destroy(), ms).unref();
  response.once("finish", () => {
    if (request.complete || socket.destroyed) return;
    if (request.destroyed) {
      socket.end();
      endIn(lastWordsMs);
      return;
    }
    const limit = socket.bytesRead + most;
    const timer = endIn(within);
    request.once("close", () => clearTimeout(timer));
    for (const event of ["readable", "data"]) request.removeAllListeners(event);
    request.on("data", () => socket.bytesRead > limit && socket.destroy());
    request.resume();
  });
}
