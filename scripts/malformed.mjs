// An address that cannot be decoded is the sender's mistake; Next would call it its own.
import { sendProblem } from "./problem.mjs";

/**
 * Answers a request whose path is no percent-encoded UTF-8, and says whether it did.
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response
 */
export function refuseMalformed(request, response) {
  try {
    decodeURIComponent(request.url?.split("?")[0] ?? "");
    return false;
  } catch {
    sendProblem(response, { title: "Bad Request", status: 400, code: "invalid_input", detail: "the path is no percent-encoded UTF-8" });
    return true;
  }
}
