import http from "node:http";
import type { AddressInfo } from "node:net";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { always } from "./expected";
import { expect, test } from "./fixtures";

type Attributes = Record<string, string | number | string[]>;

// gpt-4o-mini: 600,000 uncached at 0.15, 400,000 cached at 0.075, 100,000 out at 0.60 per million: 0.09 + 0.03 + 0.06 = $0.18
const call: Attributes = {
  ...{ "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o-mini" },
  ...{ "gen_ai.usage.input_tokens": 1_000_000, "gen_ai.usage.cache_read.input_tokens": 400_000, "gen_ai.usage.output_tokens": 100_000 },
};
const cost = "0.18";

/** An instrumented application: it makes a span of each, at ten in the morning of the first of June, and reports them all. */
async function report(exporter: SpanExporter, spans: readonly Attributes[]): Promise<void> {
  const processor = new BatchSpanProcessor(exporter);
  const resource = resourceFromAttributes({ "service.name": "shop", "obole.team": "Search" });
  const tracer = new BasicTracerProvider({ resource, spanProcessors: [processor] }).getTracer("test");
  for (const attributes of spans) {
    const span = tracer.startSpan("chat", { startTime: Date.UTC(2026, 5, 1, 10) });
    span.setAttributes(attributes).end(Date.UTC(2026, 5, 1, 10, 0, 2));
  }
  await processor.forceFlush();
  await processor.shutdown();
}

const to = (url: string, key: string) => ({ url: `${url}/api/v1/otlp/v1/traces`, headers: { authorization: `Bearer ${key}` } });

for (const [form, Exporter] of Object.entries({ protobuf: ProtobufExporter, JSON: JsonExporter })) {
  test(`an application instrumented with OpenTelemetry reports by one endpoint and one header, as ${form}`, async ({ api }) => {
    const exporter = new Exporter({ ...to(api.url, api.key), compression: "gzip" as never });
    await report(exporter, [call, { "http.request.method": "GET", list: ["a", "b"] }, { ...call, "gen_ai.operation.name": "invoke_agent" }, call]);
    const { total } = await api.spend({ ...always, source: "otlp", team: "Search", project: "shop" });
    // Two calls of 0.18; the agent repeats what its calls used.
    expect(total).toMatchObject({ cost: "0.36", requests: 2, tokens: { input: 1_200_000, cache_read: 800_000, output: 200_000 } });
  });
}

test("a span whose acknowledgement is lost is sent again, and counts once", async ({ api }) => {
  let sent = 0;
  // Stands between: the first answer does not come through.
  const between = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const { authorization = "", "content-type": type = "" } = request.headers;
    const answer = await fetch(`${api.url}/api/v1/otlp/v1/traces`, { method: "POST", body, headers: { authorization, "content-type": type } });
    sent++;
    if (sent === 1) response.writeHead(503, { "retry-after": "1" }).end();
    else response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const { port } = between.address() as AddressInfo;
  await report(new ProtobufExporter(to(`http://127.0.0.1:${port}`, api.key)), [call]);
  await new Promise((resolve) => between.close(resolve));
  expect(sent).toBe(2);
  expect((await api.spend(always)).total).toMatchObject({ cost, requests: 1 });
});

test("spans that are refused are told as the protocol wants, and the others are kept", async ({ api }) => {
  const attribute = (key: string, value: string | number) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: `${value}` },
  });
  const span = (spanId: string, attributes: Attributes) => ({
    ...{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId, name: "chat", kind: 3, startTimeUnixNano: "1780308000000000000" },
    ...{
      endTimeUnixNano: "1780308002000000000",
      attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value as string | number)),
    },
  });
  const { "gen_ai.usage.input_tokens": _, ...incomplete } = call;
  const batch = { resourceSpans: [{ scopeSpans: [{ spans: [span("b7ad6b7169203331", call), span("b7ad6b7169203332", incomplete)] }] }] };
  const send = (body: string, type: string, path = "/otlp/v1/traces") => api.call("POST", path, { body, headers: { "content-type": type } });
  const answer = await send(JSON.stringify(batch), "application/json");
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ partialSuccess: { rejectedSpans: "1", errorMessage: expect.stringContaining("missing_tokens") } });
  expect((await api.spend(always)).total).toMatchObject({ cost, requests: 1 });

  const noJson = await send("spans", "application/json");
  expect([noJson.status, await noJson.json()]).toEqual([400, { code: 3, message: expect.stringContaining("no JSON") }]);
  const noProtobuf = await send("\x0a\xff\xff\xff", "application/x-protobuf");
  expect([noProtobuf.status, noProtobuf.headers.get("content-type")]).toEqual([400, "application/x-protobuf"]);
  expect((await send("spans", "text/plain")).status).toBe(400);
  const foreign = await fetch(`${api.url}/api/v1/otlp/v1/traces`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  expect([foreign.status, await foreign.json()]).toEqual([401, { code: 16, message: expect.any(String) }]);
});
