import { jsonOf } from "@/lib/api/parse";
import { problemResponse } from "@/lib/api/problem";
import { Refusal } from "@/lib/errors";
import { spansOf, spanUsage } from "@/lib/imports/formats/genai-span";
import type { Recorded } from "@/lib/recording/mutations";
import type { ReadRecord } from "@/lib/recording/record";
import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { decodeRequest, encode } from "./protobuf";

/** The two forms of OTLP over HTTP, by their content type. */
const forms = { "application/x-protobuf": "binary", "application/json": "json" } as const;
type Form = (typeof forms)[keyof typeof forms];

/** Which form a request has; null: neither. */
function formOf(request: Request): Form | null {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(forms, type) ? forms[type as keyof typeof forms] : null;
}

/** What each span of an export request used; `source` is where it is counted as coming from. Throws `unparseable`. */
export function readTraces(request: Request, body: Buffer, source: string): ReadRecord[] {
  const fields = new Fields(timestampReader("UTC"));
  return spansOf(parsedBody(request, body)).flatMap((span, index) => {
    const outcome = spanUsage(fields, span);
    // A kind that only files have; no span is one.
    if (typeof outcome === "object" && (outcome.kind === "charge" || outcome.kind === "duplicate")) return [];
    return [{ index, source, outcome }];
  });
}

function parsedBody(request: Request, body: Buffer): unknown {
  const form = formOf(request);
  if (!form) throw new Refusal("unparseable", "send traces of OTLP as application/x-protobuf or application/json");
  if (form === "json") return jsonOf(body.toString("utf8"), "the body is no JSON; send an ExportTraceServiceRequest of OTLP");
  try {
    return decodeRequest(body);
  } catch {
    throw new Refusal("unparseable", "the body is no ExportTraceServiceRequest of OTLP in its binary form");
  }
}

/**
 * The answer that the protocol wants, in the form of the request: nothing where all went well, else how many spans were refused and why. Spans that are
 * not about models are no failures.
 */
export function tracesAnswer(request: Request, { rejected }: Pick<Recorded, "rejected">): Response {
  const reasons = [...new Set(rejected.map(({ code }) => code))].join(", ");
  const partialSuccess = { rejectedSpans: String(rejected.length), errorMessage: `refused for: ${reasons}; the others are recorded` };
  return answer(request, 200, "Response", rejected.length ? { partialSuccess } : {});
}

/** gRPC's codes, as google.rpc.Status carries them. */
const statusCodes: Partial<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 3, 422: 3, 429: 8, 503: 14 };

/**
 * A refusal as the protocol tells it: a google.rpc.Status in the form of the request. Senders try again after 429 and 503 only, when they are told. Who does
 * not speak the protocol is told as everywhere else.
 */
export function tracesRefusal(refusal: Refusal, requestId: string, request: Request): Response {
  if (!formOf(request)) return problemResponse(refusal, requestId);
  const { status, code, detail, options } = refusal;
  const response = answer(request, status, "Status", { code: statusCodes[status] ?? 13, message: detail ?? code });
  if (options.retryAfterSeconds !== undefined) response.headers.set("retry-after", String(options.retryAfterSeconds));
  if (status === 401) response.headers.set("www-authenticate", "Bearer");
  return response;
}

function answer(request: Request, status: number, type: "Response" | "Status", value: Record<string, unknown>): Response {
  if (formOf(request) === "binary") return new Response(encode(type, value), { status, headers: { "content-type": "application/x-protobuf" } });
  return Response.json(value, { status });
}
