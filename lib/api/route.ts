import "server-only";
import type { Access } from "@/lib/access";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Permission } from "@/lib/permissions";
import { type Origin, originOf } from "@/lib/request";
import { countRequest } from "@/lib/request-rate";
import { currentPerson, membershipOf } from "@/lib/session";
import { accessOfKey } from "./key";
import { internalRefusal, isUnreachable, problemResponse } from "./problem";

/** A checked call. */
export type Call = { access: Access; request: Request; url: URL; params: Record<string, string>; requestId: string };

/** A route without variable parts has no params. */
type Context = { params: Promise<Record<string, string> | undefined> };
type Handler = (call: Call) => Promise<Response>;
type Gate = (request: Request, params: Record<string, string>) => Promise<Access>;

const longestQuery = 8192;
const unreachable = new Refusal("unavailable", "the database cannot be reached right now; send this again", { retryAfterSeconds: 5 });

/** How a refusal is told. */
type Tell = (refusal: Refusal, requestId: string, request: Request) => Response;

/** A route of the public API: its key is checked before anything is parsed, refusals become problem+json unless a protocol has its own way to `tell`. */
export function apiRoute(permission: Permission, handler: Handler, tell?: Tell): (request: Request, context: Context) => Promise<Response> {
  return route((request) => accessOfKey(request, permission), handler, tell);
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
    await countRequest(entered.access.actor);
    return entered.access;
  }, handler);
}

function route(gate: Gate, handler: Handler, tell: Tell = problemResponse) {
  return async (request: Request, context: Context): Promise<Response> => {
    const startedAt = performance.now();
    const params = (await context.params) ?? {};
    const origin = originOf(request.headers);
    const { requestId } = origin;
    const access = await enter(gate, request, params, origin).catch((error: unknown) => ({ error }));
    const answered =
      "error" in access ? access.error : await answer(handler, { access, request, params, requestId }).catch((error: unknown) => error);
    const response = answered instanceof Response ? answered : tell(refusalOf(answered, requestId), requestId, request);
    response.headers.set("x-request-id", requestId);
    if (!response.headers.has("cache-control")) response.headers.set("cache-control", "private, no-store");
    const told = { requestId, method: request.method, route: patternOf(request, params), status: response.status };
    log.info({ ...told, ms: Math.round(performance.now() - startedAt), ...("actor" in access && { actor: access.actor }) }, "request");
    return response;
  };
}

/** Whoever is turned away is counted by address: keys are not to be guessed at leisure. */
async function enter(gate: Gate, request: Request, params: Record<string, string>, from: Origin): Promise<Access> {
  try {
    return { ...(await gate(request, params)), from };
  } catch (error) {
    if (error instanceof Refusal && error.code === "unauthenticated") await countRequest(`address:${from.address}`);
    throw error;
  }
}

async function answer(handler: Handler, call: Omit<Call, "url">): Promise<Response> {
  const url = new URL(call.request.url);
  if (url.search.length > longestQuery) throw new Refusal("invalid_input", `the query is longer than ${longestQuery} characters`);
  return handler({ ...call, url });
}

/** What nobody foresaw stays in the log; outside it is only an id. */
function refusalOf(error: unknown, requestId: Origin["requestId"]): Refusal {
  if (error instanceof Refusal) return error;
  log.error({ err: error, requestId }, "request failed");
  return isUnreachable(error) ? unreachable : internalRefusal(requestId);
}

/** The path with its variable parts named, for the log: /api/v1/imports/{id}. */
function patternOf(request: Request, params: Record<string, string>): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]));
  const part = (text: string) => names.get(text) ?? names.get(decoded(text));
  return new URL(request.url).pathname
    .split("/")
    .map((text) => (part(text) ? `{${part(text)}}` : text))
    .join("/");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Browsers name the origin of a request that writes; one without a name is a plain visit. */
function isOurOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") return false;
  if (!origin) return request.method === "GET" || request.method === "HEAD" || site === "same-origin";
  return origin === env.appUrl || (URL.canParse(origin) && new URL(origin).host === request.headers.get("host"));
}
