import { Refusal } from "@/lib/errors";

const titles: Partial<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** A refusal as `application/problem+json`, with a stable code. */
export function problemResponse(refusal: Refusal, requestId: string): Response {
  const { status, code, detail, options } = refusal;
  const title = titles[status] ?? "Internal Server Error";
  const body = {
    type: "about:blank",
    title,
    status,
    code,
    detail: detail ?? title,
    ...(options.errors?.length && { errors: options.errors }),
    ...options.extra,
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "private, no-store",
    "x-request-id": requestId,
  };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (options.retryAfterSeconds !== undefined) headers["retry-after"] = String(options.retryAfterSeconds);
  return new Response(JSON.stringify(body), { status, headers });
}

/** Whether the database was out of reach, going away, or had no connection left: nothing was kept, and later it may do. */
export function isUnreachable(error: unknown): boolean {
  const { code = "", message = "" } = (error ?? {}) as { code?: string; message?: string };
  // 08: connection, 53: resources, 57: shut down by an operator
  return /^(ECONN|EPIPE|ETIMEDOUT|08|53|57P)/.test(code) || /^(timeout exceeded when trying to connect|Connection terminated)/.test(message);
}

/** What nobody foresaw: outside only an id, the details stay in the log. */
export function internalRefusal(requestId: string): Refusal {
  return new Refusal("internal", `something went wrong on our side; its id is ${requestId}`);
}
