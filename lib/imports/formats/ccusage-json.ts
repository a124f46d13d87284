import { Fields } from "@/lib/usage/fields";
import { type Timestamp, timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, type JsonObject, listAt, textAt } from "../json-format";
import type { Outcome } from "../outcome";

/**
 * ccusage's reports by day, week, month and session, with `--json`: a record per model. Its days are local ones, so they are read in the importer's zone.
 * A session is dated by its last activity, and stays the same row when it goes on.
 */
export const ccusageJson: JsonFormat = {
  id: "ccusage-json",
  hasMany: true,
  arrays: ["daily", "weekly", "monthly", "sessions"],
  recognises: (report) => Array.isArray(report.modelBreakdowns) && "inputTokens" in report && "cacheCreationTokens" in report,
  reader: ({ zone }) => {
    const fields = new Fields(timestampReader(zone));
    return {
      read: (report, line) => {
        const models = listAt(report, "modelBreakdowns");
        return (models.length ? models : [report]).map((model) => ({ line, outcome: usage(fields, report, model) }));
      },
    };
  },
};

function usage(fields: Fields, report: JsonObject, model: unknown): Outcome {
  const session = textAt(report, "sessionId");
  return fields.usage({
    time: session ? sessionTime(fields, textAt(report, "lastActivity")) : fields.time(dateOf(report)),
    model: fields.model(textAt(model, "modelName")),
    isInclusive: false,
    input: fields.requiredCount(textAt(model, "inputTokens")),
    output: fields.requiredCount(textAt(model, "outputTokens")),
    read: fields.count(textAt(model, "cacheReadTokens")),
    write5m: fields.count(textAt(model, "cacheCreationTokens")),
    project: textAt(report, "projectPath"),
    apart: session && `session ${session}`,
    requests: null,
    isSingle: false,
    reported: fields.reported(textAt(model, "cost"), "USD"),
  });
}

function sessionTime(fields: Fields, lastActivity: string): Timestamp {
  return { ...fields.time(lastActivity), identity: "session" };
}

function dateOf(report: JsonObject): string {
  const date = textAt(report, "date") || textAt(report, "week") || textAt(report, "month") || textAt(report, "period");
  return /^\d{4}-\d{2}$/.test(date) ? `${date}-01` : date;
}
