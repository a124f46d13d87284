import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { metricsText } from "@/lib/metrics";

export const dynamic = "force-dynamic";

/** Figures for Prometheus, for whoever shows the token of the settings; without one they are not there. */
export async function GET(request: Request): Promise<Response> {
  const { metricsToken } = env;
  if (!metricsToken) return new Response(null, { status: 404 });
  const [, given = ""] = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!isSame(given, metricsToken)) return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  const { type, text } = await metricsText();
  return new Response(text, { headers: { "content-type": type } });
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
