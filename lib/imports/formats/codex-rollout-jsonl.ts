import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { at, isObject, type JsonFormat, type JsonObject, textAt } from "../json-format";
import { ignored, type Outcome } from "../outcome";
import { lastPart } from "./claude-code-jsonl";

const counted = ["input_tokens", "cached_input_tokens", "cache_write_input_tokens", "output_tokens", "reasoning_output_tokens"] as const;
type Counts = Record<(typeof counted)[number], bigint>;

/** Codex's session rollouts. Its counters are cumulative: a row is what came since the last. Kept of a file: one session's counters. */
export const codexRolloutJsonl: JsonFormat = {
  id: "codex-rollout-jsonl",
  recognises: (line) =>
    isObject(line.payload) &&
    (line.type === "session_meta" || line.type === "turn_context" || (line.type === "event_msg" && at(line, "payload", "type") === "token_count")),
  reader: () => {
    const session = new Session();
    return { read: (object, line) => [{ line, outcome: session.read(object) }] };
  },
};

class Session {
  private readonly fields = new Fields(timestampReader("UTC"));
  private id = "";
  private project = "";
  private model = "";
  private rows = 0;
  private before: Counts = {
    input_tokens: 0n,
    cached_input_tokens: 0n,
    cache_write_input_tokens: 0n,
    output_tokens: 0n,
    reasoning_output_tokens: 0n,
  };

  read(line: JsonObject): Outcome {
    if (line.type === "session_meta") this.begin(line);
    if (line.type === "turn_context") this.model = textAt(line, "payload", "model") || this.model;
    const isCount = line.type === "event_msg" && at(line, "payload", "type") === "token_count" && isObject(at(line, "payload", "info"));
    return isCount ? this.usage(line) : ignored("not_usage");
  }

  private begin(line: JsonObject): void {
    const id = textAt(line, "payload", "id");
    if (id === this.id) return;
    this.id = id;
    this.project = lastPart(textAt(line, "payload", "cwd"));
    this.model = "";
    this.rows = 0;
    for (const name of counted) this.before[name] = 0n;
  }

  private usage(line: JsonObject): Outcome {
    const total = this.counts(line, "total_token_usage");
    if (counted.every((name) => total[name] === this.before[name])) return this.fields.take() ?? ignored("repeated_total");
    // Counters that go down were reset: then only the last call is known.
    const isReset = counted.some((name) => total[name] < this.before[name]);
    const row = isReset ? this.counts(line, "last_token_usage") : total;
    const since = (name: keyof Counts) => (isReset ? row[name] : row[name] - this.before[name]);
    const outcome = this.fields.usage({
      time: this.fields.time(textAt(line, "timestamp")),
      model: this.fields.model(this.model),
      isInclusive: true,
      input: since("input_tokens"),
      read: since("cached_input_tokens"),
      write5m: since("cache_write_input_tokens"),
      output: since("output_tokens"),
      reasoning: since("reasoning_output_tokens"),
      project: this.project,
      requests: 1n,
      isSingle: true,
      requestId: this.id && `${this.id}:${++this.rows}`,
    });
    this.before = total;
    return outcome;
  }

  private counts(line: JsonObject, usage: string): Counts {
    const count = (name: keyof Counts) => this.fields.count(textAt(line, "payload", "info", usage, name));
    return {
      input_tokens: count("input_tokens"),
      cached_input_tokens: count("cached_input_tokens"),
      cache_write_input_tokens: count("cache_write_input_tokens"),
      output_tokens: count("output_tokens"),
      reasoning_output_tokens: count("reasoning_output_tokens"),
    };
  }
}
