import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { parse } from "yaml";
import { always } from "./expected";
import { expect, test } from "./fixtures";

const root = path.join(import.meta.dirname, "..");
const examples = path.join(root, "docs", "examples");

/** Runs a program with what an example needs, and answers what it printed; null where this machine does not have it. */
async function run(program: string, args: string[], env: Record<string, string>): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: root, env: { ...process.env, ...env } });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

// Mistral Medium 3.1: 10,000 in at 0.40 and 1,000 out at 2.00 a million: 0.004 + 0.002 = $0.006 a call
const programs = [
  { name: "curl", program: "sh", args: [path.join(examples, "record.sh")], calls: 1 },
  { name: "TypeScript", program: process.execPath, args: ["--import", "tsx", path.join(examples, "record.ts")], calls: 1 },
  { name: "Python", program: "python3", args: [path.join(examples, "record.py")], calls: 2 },
];
for (const { name, program, args, calls } of programs) {
  test(`the example for ${name} records what it says, and once however often it runs`, async ({ api }) => {
    const env = { OBOLE_URL: api.url, OBOLE_KEY: api.key };
    const first = await run(program, args, env);
    test.skip(first === null, `${program} is not on this machine`);
    expect(JSON.parse(first ?? "")).toMatchObject({ accepted: calls, rejected: [] });
    expect(JSON.parse((await run(program, args, env)) ?? "")).toMatchObject({ accepted: 0, duplicates: calls });
    expect((await api.spend({ ...always, team: "Support" })).total).toMatchObject({ cost: String((calls * 6) / 1000), requests: calls });
  });
}

test("a collector with the example's endpoint and header gets its traces through", async ({ api }) => {
  const text = (await readFile(path.join(examples, "collector.yaml"), "utf8"))
    .replaceAll(/\$\{env:OBOLE_URL\}/g, api.url)
    .replaceAll(/\$\{env:OBOLE_KEY\}/g, api.key);
  const { endpoint, headers } = parse(text).exporters["otlphttp/obole"];
  // As the collector does: it adds the signal's path to the endpoint.
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers });
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const span = provider.getTracer("test").startSpan("chat", { startTime: Date.UTC(2026, 5, 15) });
  span.setAttributes({ "gen_ai.operation.name": "chat", "gen_ai.request.model": "mistral-medium-2508", "gen_ai.provider.name": "mistral_ai" });
  span.setAttributes({ "gen_ai.usage.input_tokens": 10_000, "gen_ai.usage.output_tokens": 1_000 }).end(Date.UTC(2026, 5, 15, 0, 0, 1));
  await provider.forceFlush();
  await provider.shutdown();
  expect((await api.spend(always)).total).toMatchObject({ cost: "0.006", requests: 1 });
});
