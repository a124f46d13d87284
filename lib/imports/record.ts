import type { Instant } from "@/lib/period";
import { isoInstant } from "@/lib/period";
import { forEachClass, type TokenClass, wireCount } from "@/lib/usage/tokens";
import type { ImportEffect } from "./effect";
import type { FailurePlace } from "./failure";

export const importStatuses = ["queued", "running", "done", "failed", "interrupted", "undone"] as const;
export type ImportStatus = (typeof importStatuses)[number];

/** Something worth knowing about an import that is no error. */
export type ImportWarning = {
  code: "future_usage" | "no_rows" | "overlaps_breakdown" | "overlaps_source" | "same_file" | "unpriced_models";
  detail: string;
};

/** Sums of the accepted rows. */
export type ImportTotals = Record<TokenClass, bigint> & { reasoning: bigint; requests: bigint };

export const noTotals: ImportTotals = { ...forEachClass(() => 0n), reasoning: 0n, requests: 0n };

/** How many records a file held, and what became of them: `rows = accepted + duplicates + rejected + ignored`. */
export type ImportCounts = {
  rows: number;
  accepted: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
  ignored: number;
  /** Of the accepted: money or a quantity only. */
  charges: number;
};

export const noCounts: ImportCounts = { rows: 0, accepted: 0, duplicates: 0, conflicts: 0, rejected: 0, ignored: 0, charges: 0 };

/** An import as people and programs see it. `id` null: only checked, nothing was written. */
export type ImportRecord = ImportCounts & {
  id: number | null;
  kind: "file" | "api" | "sample";
  status: ImportStatus;
  filename: string;
  /** Of the file as it was sent; read so far, while it runs. */
  bytes: number;
  /** As announced, before it is read; null: not known. */
  bytesTotal: number | null;
  sha256: string | null;
  format: string | null;
  /** The file's own column names. */
  columns: string[];
  timezone: string;
  source: string | null;
  actor: string;
  rejectedByReason: Record<string, number>;
  ignoredByReason: Record<string, number>;
  warnings: ImportWarning[];
  /** An earlier import of the same bytes. */
  sameAs: number | null;
  totals: ImportTotals;
  /** What the source says the accepted rows cost: currency to exact amount. */
  reportedCost: Record<string, string>;
  /** What it took off elsewhere on the bill; no part of the cost. */
  reportedCredits: Record<string, string>;
  firstAt: Instant | null;
  lastAt: Instant | null;
  error: { code: string; detail: string; place: FailurePlace | null } | null;
  createdAt: Instant;
  finishedAt: Instant | null;
  undoneAt: Instant | null;
  /** Of one that was only checked. */
  effect?: ImportEffect;
};

/** The record as the API answers it. */
export function importJson(record: ImportRecord): Record<string, unknown> {
  return {
    id: record.id === null ? null : String(record.id),
    filename: record.filename,
    bytes: record.bytes,
    bytes_total: record.bytesTotal,
    sha256: record.sha256,
    format: record.format,
    status: record.status,
    source: record.source,
    timezone: record.timezone,
    rows: record.rows,
    accepted: record.accepted,
    duplicates: record.duplicates,
    conflicts: record.conflicts,
    rejected: record.rejected,
    ignored: record.ignored,
    charges: record.charges,
    warnings: record.warnings,
    same_as: record.sameAs === null ? null : String(record.sameAs),
    rejected_by_reason: record.rejectedByReason,
    ignored_by_reason: record.ignoredByReason,
    totals: Object.fromEntries(Object.entries(record.totals).map(([name, count]) => [name, wireCount(count)])),
    first_timestamp: record.firstAt === null ? null : isoInstant(record.firstAt),
    last_timestamp: record.lastAt === null ? null : isoInstant(record.lastAt),
    reported_cost: record.reportedCost,
    reported_credits: record.reportedCredits,
    error: record.error,
    created_at: isoInstant(record.createdAt),
    finished_at: record.finishedAt === null ? null : isoInstant(record.finishedAt),
  };
}

/** Which imports are looked for; `name`: a part of the file name, in any case. */
export type ImportFilter = { status?: ImportStatus | undefined; source?: string | undefined; format?: string | undefined; name?: string | undefined };

/** A refused row: its line, its own number in the file, why, and its cells as they came. */
export type RejectedRow = { place: string; line: string; code: string; cells: string[] };

/** Money-only rows of an import that say the same: what it is, how much, and how many rows. `amount` null: counted without a price. */
export type ChargeGroup = {
  provider: string;
  model: string;
  item: string;
  currency: string | null;
  amount: string | null;
  quantity: string | null;
  rows: number;
};
