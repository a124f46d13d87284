import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, parsedCell, textAt } from "../json-format";
import { ignored, type Outcome } from "../outcome";
import type { TableFormat } from "../table-format";

type Observation = { id: string; type: string; startTime: string; model: string; project: string; usage: unknown; cost: unknown };

/** Langfuse's blob export. */
export const langfuseObservationsCsv: TableFormat = {
  id: "langfuse-observations-csv",
  signature: ["id", "type", "start_time", "provided_model_name", "usage_details"],
  optional: ["trace_id", "project_id", "cost_details"],
  totalsColumns: ["start_time", "provided_model_name"],
  reader: ({ delimiter }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) =>
        usage(fields, {
          id: cell("id"),
          type: cell("type"),
          startTime: cell("start_time"),
          model: cell("provided_model_name"),
          project: cell("project_id"),
          usage: cell("usage_details").trim() === "" ? {} : parsedCell(cell("usage_details")),
          cost: parsedCell(cell("cost_details")),
        }),
    };
  },
};

/** Langfuse's public API. */
export const langfuseObservationsJson: JsonFormat = {
  id: "langfuse-observations-json",
  recognises: (observation) => ["id", "traceId", "type", "startTime", "usageDetails"].every((field) => field in observation),
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return {
      read: (observation, line) => {
        const text = (field: string) => textAt(observation, field);
        const found: Observation = {
          id: text("id"),
          type: text("type"),
          startTime: text("startTime"),
          model: text("model"),
          project: text("projectId"),
          usage: observation.usageDetails,
          cost: observation.costDetails,
        };
        return [{ line, outcome: usage(fields, found) }];
      },
    };
  },
};

function usage(fields: Fields, observation: Observation): Outcome {
  if (!/^(?:generation|embedding)$/i.test(observation.type.trim())) return ignored("not_a_generation");
  const time = fields.time(observation.startTime);
  const model = fields.model(observation.model);
  // What cannot be read may be any number of tokens.
  if (observation.usage === undefined) fields.refuse("bad_json");
  // SDKs name the same class in several ways; a map holds one of them.
  const first = (...names: string[]) => fields.count(names.map((name) => textAt(observation.usage, name)).find((text) => text !== "") ?? "");
  const input = first("input");
  const read = first("input_cached_tokens", "cache_read_input_tokens", "input_cache_read");
  const write5m = first("cache_creation_input_tokens", "input_cache_creation") || first("input_cache_creation_5m", "cache_creation_input_tokens_5m");
  const write1h = first("input_cache_creation_1h", "cache_creation_input_tokens_1h");
  const reasoning = first("output_reasoning_tokens", "output_reasoning");
  const output = first("output") + reasoning;
  const total = fields.optionalCount(textAt(observation.usage, "total"));
  if (total !== null && total !== input + read + write5m + write1h + output) fields.refuse("token_mismatch");
  return fields.usage({
    time,
    model,
    input,
    read,
    write5m,
    write1h,
    output,
    reasoning,
    isInclusive: false,
    project: observation.project,
    requests: 1n,
    isSingle: true,
    reported: fields.reported(textAt(observation.cost, "total"), "USD"),
    requestId: observation.id,
  });
}
