import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, type JsonObject, textAt } from "../json-format";
import { ignored, type Outcome } from "../outcome";

/** Amazon Bedrock's model invocation logs: one call a line. */
export const bedrockInvocationJsonl: JsonFormat = {
  id: "bedrock-invocation-jsonl",
  recognises: (log) => log.schemaType === "ModelInvocationLog",
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return { read: (log, line) => [{ line, outcome: usage(fields, log) }] };
  },
};

function usage(fields: Fields, log: JsonObject): Outcome {
  const input = textAt(log, "input", "inputTokenCount");
  const output = textAt(log, "output", "outputTokenCount");
  if (textAt(log, "errorCode") || (input === "" && output === "")) return ignored("failed_call");
  const model = textAt(log, "modelId");
  return fields.usage({
    time: fields.time(textAt(log, "timestamp")),
    provider: "bedrock",
    model: fields.model(model.slice(model.lastIndexOf("/") + 1)),
    isInclusive: false,
    input: fields.count(input),
    output: fields.count(output),
    read: fields.count(textAt(log, "input", "cacheReadInputTokenCount")),
    write5m: fields.count(textAt(log, "input", "cacheWriteInputTokenCount")),
    project: textAt(log, "accountId"),
    user: textAt(log, "identity", "arn"),
    requests: 1n,
    isSingle: true,
    requestId: textAt(log, "requestId"),
  });
}
