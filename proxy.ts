import { type NextRequest, NextResponse } from "next/server";

/** A courtesy: who has no session cookie is led to sign-in before anything is streamed. The data layer authorises. */
export function proxy(request: NextRequest): NextResponse {
  const names = ["obole.session", "__Host-obole.session"];
  if (names.some((name) => request.cookies.has(name) || request.cookies.has(`${name}.0`))) return NextResponse.next();
  const target = request.nextUrl.pathname + request.nextUrl.search.replace(/[?&]_rsc=[^&]*/, "");
  return new NextResponse(null, { status: 307, headers: { location: `/signin?callbackUrl=${encodeURIComponent(target)}` } });
}

// Never /api: a proxy cuts request bodies at 10 MB.
export const config = { matcher: ["/w/:path*"] };
