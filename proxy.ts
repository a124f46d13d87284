import { type NextRequest, NextResponse } from "next/server";
import { contentPolicy } from "./lib/content-policy";
import { originOf } from "./lib/request";

/**
 * Gives each page its content policy and each request its id. And a courtesy: who has no session cookie is led to sign-in before anything is streamed.
 * The data layer authorises.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentPolicy(nonce, { isDevelopment: process.env.NODE_ENV === "development", isSecure: isSecure() });
  const { requestId } = originOf(request.headers);
  const response = isStranger(request) ? toSignIn(request) : NextResponse.next({ request: { headers: passedOn(request, policy, requestId) } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-request-id", requestId);
  return response;
}

/** Next takes the nonce of its own scripts from the policy that comes with the request. */
function passedOn(request: NextRequest, policy: string, requestId: string): Headers {
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-request-id", requestId);
  return headers;
}

function isStranger({ nextUrl, cookies }: NextRequest): boolean {
  const names = ["obole.session", "__Host-obole.session"];
  return nextUrl.pathname.startsWith("/w/") && !names.some((name) => cookies.has(name) || cookies.has(`${name}.0`));
}

function toSignIn({ nextUrl }: NextRequest): NextResponse {
  const target = nextUrl.pathname + nextUrl.search.replace(/[?&]_rsc=[^&]*/, "");
  // Next wants a whole address here, and sends one of its own host as a path.
  const location = new URL(`/signin?callbackUrl=${encodeURIComponent(target)}`, nextUrl);
  return NextResponse.redirect(location, { status: 307, headers: { "cache-control": "private, no-store" } });
}

function isSecure(): boolean {
  return process.env.APP_URL?.startsWith("https:") ?? false;
}

// Never /api: a proxy cuts request bodies at 10 MB.
export const config = { matcher: ["/((?!api/|_next/static/|metrics$|icon\\.svg).*)"] };
