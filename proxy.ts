import { type NextRequest, NextResponse } from "next/server";

/** A courtesy: who has no session cookie is led to sign-in before anything is streamed. The data layer authorises. */
export function proxy(request: NextRequest): NextResponse {
  const names = ["obole.session", "__Host-obole.session"];
  if (names.some((name) => request.cookies.has(name) || request.cookies.has(`${name}.0`))) return NextResponse.next();
  const { pathname, search } = request.nextUrl;
  const asked = encodeURIComponent(pathname + search.replace(/[?&]_rsc=[^&]*/, ""));
  // Whole here, since Next reads it; relative once it is sent, since the host is the same.
  return NextResponse.redirect(new URL(`/signin?callbackUrl=${asked}`, request.nextUrl), 307);
}

// Never /api: a proxy cuts request bodies at 10 MB.
export const config = { matcher: ["/w/:path*"] };
