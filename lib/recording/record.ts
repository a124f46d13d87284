import type { JsonObject } from "@/lib/imports/json-format";
import type { IgnoreReason } from "@/lib/imports/outcome";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";

/** A record as JSON gives it: a canonical row, or what somebody else says of a call. */
export type GivenRecord = JsonObject;

export const defaultFields = ["provider", "model", "team", "project", "user", "service_tier", "timestamp", "request_id", "source"] as const;

/** What is true of every record of a request that does not say otherwise. */
export type Defaults = Partial<Record<(typeof defaultFields)[number], string>>;

/** A record that has been read, at its place in the request; a text is why it is refused. */
export type ReadRecord = { index: number; source: string; outcome: UsageRow | RejectionCode | { kind: "ignored"; reason: IgnoreReason } };
