// A method that a path of the API does not have: Next refuses it without a word; here it is said, with the methods there are.
import http from "node:http";
import { sendProblem } from "./problem.mjs";

const known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const questionMs = 5_000;

/**
 * Puts words into the refusal of a method, once the app gives one.
 * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response
 */
export function explainWrongMethod(request, response) {
  if (!request.url?.startsWith("/api/")) return;
  const { end, writeHead } = response;
  let isOurs = false;
  const isRefused = () => {
    const isStatus = response.statusCode === 405 || (response.statusCode === 400 && !known.includes(request.method ?? ""));
    return !isOurs && isStatus && !response.headersSent && !response.hasHeader("content-type");
  };
  // The head is on its way before the end is; what would be an empty answer waits for its words.
  response.writeHead = /** @type {typeof writeHead} */ (
    (/** @type {any[]} */ ...rest) => (isRefused() ? response : Reflect.apply(writeHead, response, rest))
  );
  response.end = /** @type {typeof end} */ (
    (/** @type {any[]} */ ...rest) => {
      response.end = end;
      if (!isRefused()) return Reflect.apply(end, response, rest);
      isOurs = true;
      void methodsOf(request).then((allow) => {
        const detail = `${request.method} is none of what this path answers: ${allow || "nothing"}`;
        sendProblem(response, { title: "Method Not Allowed", status: 405, code: "method_not_allowed", detail }, { allow });
      });
      return response;
    }
  );
}

/** The methods of a path, as the app itself lists them. @param {import("node:http").IncomingMessage} request @returns {Promise<string>} */
function methodsOf({ socket, url }) {
  return new Promise((resolve) => {
    const to = { host: socket.localAddress, port: socket.localPort, path: url, method: "OPTIONS", timeout: questionMs };
    const question = http.request(to, (answer) => {
      answer.resume();
      resolve(answer.headers.allow ?? "");
    });
    question.once("timeout", () => question.destroy());
    question.once("error", () => resolve(""));
    question.end();
  });
}
