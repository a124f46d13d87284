import protobuf from "protobufjs/light.js";

/**
 * The part of OTLP that tells of usage, with the field numbers of opentelemetry-proto 1.x (trace/v1/trace.proto, common/v1/common.proto,
 * collector/trace/v1/trace_service.proto) and of google.rpc.Status. What is not named here is skipped in reading, lists and maps in attributes too.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    Request: { fields: { resourceSpans: { rule: "repeated", type: "ResourceSpans", id: 1 } } },
    ResourceSpans: { fields: { resource: { type: "Resource", id: 1 }, scopeSpans: { rule: "repeated", type: "ScopeSpans", id: 2 } } },
    Resource: { fields: { attributes: { rule: "repeated", type: "KeyValue", id: 1 } } },
    ScopeSpans: { fields: { spans: { rule: "repeated", type: "Span", id: 2 } } },
    Span: {
      fields: {
        traceId: { type: "bytes", id: 1 },
        spanId: { type: "bytes", id: 2 },
        startTimeUnixNano: { type: "fixed64", id: 7 },
        endTimeUnixNano: { type: "fixed64", id: 8 },
        attributes: { rule: "repeated", type: "KeyValue", id: 9 },
        status: { type: "SpanStatus", id: 15 },
      },
    },
    SpanStatus: { fields: { code: { type: "int32", id: 3 } } },
    KeyValue: { fields: { key: { type: "string", id: 1 }, value: { type: "AnyValue", id: 2 } } },
    AnyValue: { fields: { stringValue: { type: "string", id: 1 }, intValue: { type: "int64", id: 3 }, doubleValue: { type: "double", id: 4 } } },
    Response: { fields: { partialSuccess: { type: "PartialSuccess", id: 1 } } },
    PartialSuccess: { fields: { rejectedSpans: { type: "int64", id: 1 }, errorMessage: { type: "string", id: 2 } } },
    Status: { fields: { code: { type: "int32", id: 1 }, message: { type: "string", id: 2 } } },
  },
});

const request = root.lookupType("Request");

type Decoded = { resourceSpans?: { scopeSpans?: { spans?: { traceId?: Uint8Array; spanId?: Uint8Array }[] }[] }[] };

/** An export request in the binary form, as the JSON form gives it: ids in hexadecimal, long integers as text. Throws where it is none. */
export function decodeRequest(body: Uint8Array): Record<string, unknown> {
  const decoded: Decoded = request.toObject(request.decode(body), { longs: String });
  const spans = decoded.resourceSpans?.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap((scope) => scope.spans ?? [])) ?? [];
  for (const span of spans) Object.assign(span, { traceId: hexadecimal(span.traceId), spanId: hexadecimal(span.spanId) });
  return decoded;
}

function hexadecimal(bytes: Uint8Array = new Uint8Array()): string {
  return Buffer.from(bytes).toString("hex");
}

/** The answer to an export request, or a status where it failed, in the binary form. */
export function encode(type: "Response" | "Status", value: Record<string, unknown>): Uint8Array<ArrayBuffer> {
  const message = root.lookupType(type);
  return Uint8Array.from(message.encode(message.fromObject(value)).finish());
}
