import { unsubscribe } from "@/lib/report-deliveries/mutations";

type Context = { params: Promise<{ token: string }> };

/** What a mail program calls when its reader unsubscribes with one click (RFC 8058). The same for every token: it tells nobody which are real. */
export async function POST(_request: Request, { params }: Context): Promise<Response> {
  await unsubscribe((await params).token);
  return new Response(null, { status: 200, headers: { "cache-control": "private, no-store" } });
}

/** Who opens the address is asked first. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { token } = await params;
  return new Response(null, { status: 303, headers: { location: `/unsubscribe/${encodeURIComponent(token)}` } });
}
