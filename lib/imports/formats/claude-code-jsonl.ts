import { Fields } from "@/lib/usage/fields";
import type { UsageRow } from "@/lib/usage/row";
import { timestampReader } from "@/lib/usage/timestamp";
import { tokenClasses } from "@/lib/usage/tokens";
import { at, isObject, type JsonFormat, type JsonObject, textAt } from "../json-format";
import { duplicate, ignored, type Outcome, type Placed } from "../outcome";

/** So many messages wait for further lines of theirs; an older one is taken as it is, and what still comes of it is known then. */
const openMessages = 5_000;

/** Claude Code's session transcripts: one message stands on several lines, which grow; the largest counts are right. */
export const claudeCodeJsonl: JsonFormat = {
  id: "claude-code-jsonl",
  recognises: (line) =>
    (line.type === "assistant" && isObject(at(line, "message", "usage"))) || ("sessionId" in line && "uuid" in line && typeof line.type === "string"),
  reader: () => new Transcript(),
};

class Transcript {
  private readonly fields = new Fields(timestampReader("UTC"));
  private readonly open = new Map<string, { line: number; row: UsageRow }>();

  read(object: JsonObject, line: number): Placed[] {
    const outcome = this.outcome(object);
    if (typeof outcome === "string" || outcome.kind !== "usage") return [{ line, outcome }];
    const { requestId } = outcome;
    if (requestId === "") return [{ line, outcome }];
    const known = this.open.get(requestId);
    if (known) {
      known.row = larger(known.row, outcome);
      return [{ line, outcome: duplicate }];
    }
    this.open.set(requestId, { line, row: outcome });
    return this.open.size > openMessages ? this.oldest() : [];
  }

  *end(): Iterable<Placed> {
    for (const { line, row } of this.open.values()) yield { line, outcome: row };
  }

  private oldest(): Placed[] {
    for (const [id, { line, row }] of this.open) {
      this.open.delete(id);
      return [{ line, outcome: row }];
    }
    return [];
  }

  private outcome(object: JsonObject): Outcome {
    const { fields } = this;
    const usage = at(object, "message", "usage");
    if (object.type !== "assistant" || !isObject(usage)) return ignored("not_usage");
    const model = textAt(object, "message", "model");
    if (model === "<synthetic>") return ignored("synthetic");
    const message = textAt(object, "message", "id");
    const written = at(usage, "cache_creation");
    return fields.usage({
      time: fields.time(textAt(object, "timestamp")),
      model: fields.model(model),
      isInclusive: false,
      input: fields.count(textAt(usage, "input_tokens")),
      output: fields.count(textAt(usage, "output_tokens")),
      read: fields.count(textAt(usage, "cache_read_input_tokens")),
      write5m: fields.count(isObject(written) ? textAt(written, "ephemeral_5m_input_tokens") : textAt(usage, "cache_creation_input_tokens")),
      write1h: fields.count(textAt(written, "ephemeral_1h_input_tokens")),
      tier: textAt(usage, "service_tier"),
      project: lastPart(textAt(object, "cwd")),
      requests: 1n,
      isSingle: true,
      requestId: message && `${message}:${textAt(object, "requestId")}`,
    });
  }
}

function larger(first: UsageRow, later: UsageRow): UsageRow {
  const tokens = { ...first.tokens };
  for (const name of tokenClasses) if (later.tokens[name] > tokens[name]) tokens[name] = later.tokens[name];
  return { ...first, tokens };
}

/** The folder a session ran in, without the way to it. */
export function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? "";
}
