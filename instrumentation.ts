import type { Instrumentation } from "next";

/** Runs once when a server process starts, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { takeConsole } = await import("@/lib/log");
  if (process.env.NODE_ENV === "production") takeConsole();
  const { observeRequests } = await import("@/lib/metrics");
  observeRequests();
  const { startUp } = await import("@/lib/startup");
  startUp();
}

/** What a page or an action did not foresee, under the id that the error screen shows. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("@/lib/log");
  const { digest } = error as { digest?: string };
  const requestId = [request.headers["x-request-id"]].flat()[0];
  log.error({ err: error, digest, requestId, method: request.method, route: context.routePath }, "page failed");
};
