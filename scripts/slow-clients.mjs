// Clients that hold a connection open and neither send nor take anything.

const intervalMs = 30_000;
/** Less than this in an interval is no progress. */
const leastBytes = 1024;

/**
 * Cuts a request whose sender stopped in the middle of its body, and a response whose reader stopped taking it. A pause on our side does not count: an
 * interval is judged only if it began and ended with the client's turn.
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response
 * @param {{ every?: number }} [options] `every`: milliseconds
 */
export function watchProgress(request, response, { every = intervalMs } = {}) {
  const { socket } = request;
  const now = () => ({
    read: socket.bytesRead,
    written: socket.bytesWritten - socket.writableLength,
    isSending: !request.complete && request.readableLength === 0,
    isTaking: socket.writableLength > 0,
  });
  let before = now();
  const watch = setInterval(() => {
    const after = now();
    const isSenderStuck = before.isSending && after.isSending && after.read - before.read < leastBytes;
    const isReaderStuck = before.isTaking && after.isTaking && after.written - before.written < leastBytes;
    if (isSenderStuck || isReaderStuck) cut(socket, response);
    before = after;
  }, every);
  watch.unref();
  response.once("close", () => clearInterval(watch));
}

/** @param {import("node:net").Socket} socket @param {import("node:http").ServerResponse} response */
function cut(socket, response) {
  if (response.headersSent) socket.destroy();
  else socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", () => socket.destroy());
}
