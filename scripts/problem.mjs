// A refusal that the server gives before or after the app, in the form of the app's own (lib/api/problem.ts).

/**
 * @param {import("node:http").ServerResponse} response @param {{ title: string, status: number, code: string, detail: string }} problem
 * @param {Record<string, string>} [headers]
 */
export function sendProblem(response, problem, headers = {}) {
  const own = { "content-type": "application/problem+json", "cache-control": "private, no-store", "x-request-id": crypto.randomUUID() };
  response.writeHead(problem.status, { ...own, ...headers }).end(JSON.stringify({ type: "about:blank", ...problem }));
}
