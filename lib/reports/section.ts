import type { Dimension } from "@/lib/spend/dimension";
import type { TokenClass } from "@/lib/usage/tokens";

/**
 * What a column holds. `count`: an integer; `money`: pico-dollars; `amount`: the same of the currency that the row names; `price`: pico-dollars per token, shown per million; `fee`: pico-dollars per request;
 * `percent`: decimal text; `text` and `day`: as it is read.
 */
export type ColumnKind = "text" | "day" | "count" | "money" | "amount" | "price" | "fee" | "percent";

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
  | FinanceKey
  | `${TokenClass}_tokens`
  | "cost_usd"
  | "list_basis_usd"
  | "contract_basis_usd"
  | "manual_basis_usd"
  | "unpriced_requests"
  | "unpriced_tokens"
  | `${TokenClass}_usd_per_million`
  | "usd_per_request";

/** Of what finance adds. */
type FinanceKey =
  | "charge_id"
  | "charge_kind"
  | "item"
  | "provider_charged"
  | "charged_team"
  | "charged_centre"
  | "cost_centre"
  | "paid_from"
  | "paid_to"
  | "amount"
  | "amount_usd"
  | "own_usage_usd"
  | "shared_usage_usd"
  | "own_charges_usd"
  | "shared_charges_usd"
  | "charged_usd"
  | "rate"
  | "rate_day"
  | "rate_source";

export type Column = {
  key: ColumnKey;
  kind: ColumnKind;
  isSummed: boolean /** Whether files give it rounded to cents besides. */;
  isRounded?: boolean;
};

/** A cell; null: unknown, or not told of this row. */
export type Value = string | bigint | null;

/** What sections there are; their titles live in `lib/i18n` (`reports.sections`). */
export const sectionNames = ["day", "team", "project", "provider", "model", "import", "adjustment", "charge", "currency", "cost_centre"] as const;
export type SectionName = (typeof sectionNames)[number];

/** One table of a report: what its rows add up to is its last line. */
export type Section = { name: SectionName; columns: readonly Column[]; rows: readonly (readonly Value[])[]; total: readonly Value[] };
