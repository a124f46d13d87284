import "server-only";
import type { Access } from "@/lib/access";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Permission } from "@/lib/permissions";
import { currentPerson, membershipOf } from "@/lib/session";
import { accessOfKey } from "./key";
import { internalProblem, problemResponse } from "./problem";

/** A checked call. */
export type Call = { access: Access; request: Request; url: URL; params: Record<string, string>; requestId: string };

type Context = { params: Promise<Record<string, string>> };
type Handler = (call: Call) => Promise<Response>;

/** A route of the public API: its key is checked before anything is parsed, refusals become problem+json. */
export function apiRoute(permission: Permission, handler: Handler): (request: Request, context: Context) => Promise<Response> {
  return route((request) => accessOfKey(request, permission), handler);
}

/** A route that a page of ours calls, with the session cookie: for uploads with progress and downloads. Writes are taken from our own origin only. */
export function sessionRoute(permission: Permission, handler: Handler): (request: Request, context: Context) => Promise<Response> {
  return route(async (request, { workspace = "" }) => {
    if (!isOurOrigin(request)) throw new Refusal("wrong_origin", "this call does not come from our own pages");
    const person = await currentPerson();
    if (!person) throw new Refusal("unauthenticated", "sign in first");
    const entered = await membershipOf(person, workspace);
    if (!entered) throw new Refusal("not_found", "there is no such workspace");
    if (!entered.may(permission)) throw new Refusal("not_allowed", "this needs another role");
    return entered.access;
  }, handler);
}

function route(enter: (request: Request, params: Record<string, string>) => Promise<Access>, handler: Handler) {
  return async (request: Request, context: Context): Promise<Response> => {
    const requestId = crypto.randomUUID();
    try {
      const params = await context.params;
      const access = await enter(request, params);
      const response = await handler({ access, request, url: new URL(request.url), params, requestId });
      response.headers.set("x-request-id", requestId);
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      if (error instanceof Refusal) return problemResponse(error, requestId);
      log.error({ err: error, requestId, path: new URL(request.url).pathname }, "request failed");
      return internalProblem(requestId);
    }
  };
}

/** Browsers name the origin of a request that writes; one without a name is a plain visit. */
function isOurOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") return false;
  if (!origin) return request.method === "GET" || request.method === "HEAD" || site === "same-origin";
  const host = request.headers.get("host");
  return origin === env.appUrl || new URL(origin).host === host;
}
