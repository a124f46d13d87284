import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { identityOfKey, identityOfRequest } from "@/lib/usage/identity";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";
import { committed, type Recordable } from "./commits";
import { detailOf, recordReader } from "./reading";
import type { Defaults, GivenRecord, ReadRecord } from "./record";

export type RecordOptions = {
  /** What is true of every record that does not say otherwise; `source` is `api` by default. */
  defaults?: Defaults;
  /** Makes rows without a request id the same when they are sent again. */
  idempotencyKey?: string;
};

export type Recorded = {
  accepted: number;
  duplicates: number;
  conflicts: number;
  withoutId: number;
  /** Records that correctly hold no usage to count. */
  ignored: number;
  rejected: { index: number; code: RejectionCode; detail: string }[];
};

/**
 * Records usage, all that is right in one transaction: when it answers, it is kept. A record is a canonical row or what a gateway, a tool or a provider's
 * answer says of itself; null is a line that could not be read. A row whose id is known adds nothing. Throws `busy` when the database is held up; nothing
 * is written then.
 */
export async function recordUsage(access: Access, records: readonly (GivenRecord | null)[], options: RecordOptions = {}): Promise<Recorded> {
  const read = recordReader(options.defaults ?? {}, now());
  const outcomes = records.flatMap((record, index) =>
    record === null ? [{ index, source: "", outcome: "bad_json" as const }] : read(record).map((each) => ({ index, ...each })),
  );
  return recordOutcomes(access, outcomes, options.idempotencyKey);
}

/** The same for what has been read already. */
export async function recordOutcomes(access: Access, records: readonly ReadRecord[], idempotencyKey?: string): Promise<Recorded> {
  const key = idempotencyKey ?? crypto.randomUUID();
  const rows = records.flatMap(({ index, source, outcome }): Recordable[] =>
    isRow(outcome)
      ? [{ row: outcome, source, identity: outcome.requestId ? identityOfRequest(outcome.requestId) : identityOfKey(access.actor, key, index) }]
      : [],
  );
  const { accepted, conflicts } = rows.length ? await committed(access, rows) : { accepted: 0, conflicts: 0 };
  return {
    accepted,
    duplicates: rows.length - accepted,
    conflicts,
    withoutId: rows.filter(({ row }) => row.requestId === "").length,
    ignored: records.filter(({ outcome }) => typeof outcome === "object" && outcome.kind === "ignored").length,
    rejected: records.flatMap(({ index, outcome }) => (typeof outcome === "string" ? [{ index, code: outcome, detail: detailOf(outcome) }] : [])),
  };
}

function isRow(outcome: ReadRecord["outcome"]): outcome is UsageRow {
  return typeof outcome === "object" && outcome.kind === "usage";
}
