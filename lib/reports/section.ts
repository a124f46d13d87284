import type { Dimension } from "@/lib/spend/dimension";
import type { TokenClass } from "@/lib/usage/tokens";

/**
 * What a column holds. `count`: an integer; `money`: pico-dollars; `price`: pico-dollars per token, shown per million; `fee`: pico-dollars per request;
 * `percent`: decimal text; `text` and `day`: as it is read.
 */
export type ColumnKind = "text" | "day" | "count" | "money" | "price" | "fee" | "percent";

/** Names of columns in files, which do not change with the language; their titles live in `lib/i18n` (`reports.columns`). */
export type ColumnKey =
  | Dimension
  | "month"
  | "timezone"
  | "line"
  | "currency"
  | "report"
  | "known_at"
  | "day"
  | "import_id"
  | "file"
  | "sha256"
  | "requests"
  | `${TokenClass}_tokens`
  | "cost_usd"
  | "list_basis_usd"
  | "contract_basis_usd"
  | "manual_basis_usd"
  | "unpriced_requests"
  | "unpriced_tokens"
  | `${TokenClass}_usd_per_million`
  | "usd_per_request";

export type Column = {
  key: ColumnKey;
  kind: ColumnKind;
  isSummed: boolean /** Whether files give it rounded to cents besides. */;
  isRounded?: boolean;
};

/** A cell; null: unknown, or not told of this row. */
export type Value = string | bigint | null;

/** What sections there are; their titles live in `lib/i18n` (`reports.sections`). */
export const sectionNames = ["day", "team", "project", "provider", "model", "import", "adjustment"] as const;
export type SectionName = (typeof sectionNames)[number];

/** One table of a report: what its rows add up to is its last line. */
export type Section = { name: SectionName; columns: readonly Column[]; rows: readonly (readonly Value[])[]; total: readonly Value[] };
