import { Fields, type UsageFields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, type JsonObject, listAt, textAt } from "../json-format";

/** What tells the usage API of one provider from another's. */
type UsageBuckets = {
  id: string;
  provider: string;
  /** The keys of a bucket's times; they give it away with what `isBucket` asks besides. */
  times: { start: string; end: string };
  isBucket?: (bucket: JsonObject) => boolean;
  usage: (fields: Fields, result: unknown) => Omit<UsageFields, "time" | "end" | "provider" | "model" | "apiKey" | "isSingle">;
};

/** A provider's usage API: buckets of time in UTC, each with a result per group. */
export function usageBuckets({ id, provider, times: { start, end }, isBucket = () => true, usage }: UsageBuckets): JsonFormat {
  const outcome = (fields: Fields, bucket: unknown, result: unknown) =>
    fields.usage({
      time: fields.time(textAt(bucket, start)),
      end: fields.optionalTime(textAt(bucket, end)),
      provider,
      model: fields.model(textAt(result, "model")),
      apiKey: textAt(result, "api_key_id"),
      isSingle: false,
      ...usage(fields, result),
    });
  return {
    id,
    hasMany: true,
    recognises: (bucket) => start in bucket && end in bucket && Array.isArray(bucket.results) && isBucket(bucket),
    reader: () => {
      const fields = new Fields(timestampReader("UTC"));
      return { read: (bucket, line) => listAt(bucket, "results").map((result) => ({ line, outcome: outcome(fields, bucket, result) })) };
    },
  };
}
