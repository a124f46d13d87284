// Clients that hold a connection open and neither send nor take anything.

const intervalMs = 30_000;
/** Less than this in an interval is no progress. */
const leastBytes = 1024;

/**
 * Cuts a request whose sender stopped in the middle of its body, and a response whose reader stopped taking it. A pause on our side does not count.
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response
 * @param {{ every?: number }} [options] `every`: milliseconds
 */
export function watchProgress(request, response, { every = intervalMs } = {}) {
  const { socket } = request;
  let [read, written] = [socket.bytesRead, socket.bytesWritten];
  const watch = setInterval(() => {
    const isSending = !request.complete && request.readableLength === 0;
    const isTaking = socket.writableLength > 0;
    const isStuck =
      (isSending && socket.bytesRead - read < leastBytes) || (isTaking && socket.bytesWritten - socket.writableLength - written < leastBytes);
    if (isStuck) cut(socket, response);
    [read, written] = [socket.bytesRead, socket.bytesWritten - socket.writableLength];
  }, every);
  watch.unref();
  response.once("close", () => clearInterval(watch));
}

/** @param {import("node:net").Socket} socket @param {import("node:http").ServerResponse} response */
function cut(socket, response) {
  if (response.headersSent) socket.destroy();
  else socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", () => socket.destroy());
}
