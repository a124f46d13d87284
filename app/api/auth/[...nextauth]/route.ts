import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth";
import { throttleSeconds } from "@/lib/throttle";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handler(request: Request, context: Context): Promise<Response> {
  const response: Response = await NextAuth(authOptions())(request, context);
  const refusal = response.headers.get("location") ?? (response.status === 401 ? await response.clone().text() : "");
  if (!refusal.includes("error=too_many_requests")) return response;
  const headers = new Headers(response.headers);
  headers.set("retry-after", String(throttleSeconds));
  return new Response(response.body, { status: 429, headers });
}

export { handler as GET, handler as POST };
