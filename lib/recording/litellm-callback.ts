import { litellmUsage } from "@/lib/imports/formats/litellm-spendlogs";
import { type JsonFormat, textAt } from "@/lib/imports/json-format";

const marks = ["call_type", "prompt_tokens", "completion_tokens", "startTime", "model", "metadata"];

/** What LiteLLM's proxy sends to a generic API or webhook logger of each call: its standard logging payload. Times are seconds with a fraction. */
export const litellmCallback: JsonFormat = {
  id: "litellm-callback",
  recognises: (log) => marks.every((mark) => mark in log) && ("response_cost" in log || "custom_llm_provider" in log),
  reader: () => {
    const read = litellmUsage();
    return {
      read: (log, line) => {
        const text = (...path: string[]) => textAt(log, ...path);
        const isFailed = text("status").toLowerCase() === "failure" && text("total_tokens") === "0";
        const fields: Record<string, string> = {
          startTime: milliseconds(text("startTime")),
          team_id: text("metadata", "user_api_key_team_alias") || text("metadata", "user_api_key_team_id"),
          user: text("end_user") || text("metadata", "user_api_key_user_id"),
          api_key: text("metadata", "user_api_key_alias"),
          spend: text("response_cost"),
          request_id: text("id"),
        };
        return [
          { line, outcome: isFailed ? { kind: "ignored", reason: "failed_call" } : read((field) => fields[field] ?? text(field), log.metadata) },
        ];
      },
    };
  },
};

/** Seconds with a fraction, as Python's clock gives them, in whole milliseconds; other times as they are. */
function milliseconds(time: string): string {
  const [, seconds, fraction = ""] = /^(\d{10})(?:\.(\d+))?$/.exec(time) ?? [];
  return seconds ? seconds + fraction.slice(0, 3).padEnd(3, "0") : time;
}
