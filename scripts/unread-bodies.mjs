// Requests that are answered before their body has been read to its end.

const mostBytes = 64 << 20;
const mostMs = 60_000;

/**
 * Reads away what is left of a body once its answer is out: the sender hears the answer, and the connection can serve its next request, which would wait for
 * ever behind what nobody reads. What is too much, or takes too long, ends the connection.
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response
 * @param {{ most?: number, within?: number }} [options] `most`: bytes; `within`: milliseconds
 */
export function readAway(request, response, { most = mostBytes, within = mostMs } = {}) {
  response.once("finish", () => {
    if (request.complete || request.destroyed) return;
    const { socket } = request;
    const limit = socket.bytesRead + most;
    const end = () => socket.destroy();
    const timer = setTimeout(end, within);
    timer.unref();
    request.once("close", () => clearTimeout(timer));
    for (const event of ["readable", "data"]) request.removeAllListeners(event);
    request.on("data", () => socket.bytesRead > limit && end());
    request.resume();
  });
}
