import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { JsonFormat } from "../json-format";
import { spansOf, spanUsage } from "./genai-span";

/** OpenTelemetry traces as OTLP/JSON lines: each span is a record. */
export const otelGenaiJsonl: JsonFormat = {
  id: "otel-genai-jsonl",
  hasMany: true,
  recognises: (batch) => Array.isArray(batch.resourceSpans),
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return { read: (batch, line) => spansOf(batch).map((span) => ({ line, outcome: spanUsage(fields, span) })) };
  },
};
