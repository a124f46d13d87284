import type { SpendTotal, Sums } from "@/lib/spend/spend";
import { tokenClasses } from "@/lib/usage/tokens";
import type { ReportLine } from "./lines";
import type { Column, ColumnKey, Value } from "./section";

/** What a line of usage says of itself after its names: columns of `usageValues`. */
export const usageColumns: readonly Column[] = [
  { key: "requests", kind: "count", isSummed: true },
  ...tokenClasses.map((name): Column => ({ key: `${name}_tokens`, kind: "count", isSummed: true })),
  { key: "cost_usd", kind: "money", isSummed: true, isRounded: true },
  { key: "unpriced_requests", kind: "count", isSummed: true },
  { key: "unpriced_tokens", kind: "count", isSummed: true },
  { key: "list_basis_usd", kind: "money", isSummed: true },
  { key: "contract_basis_usd", kind: "money", isSummed: true },
  { key: "manual_basis_usd", kind: "money", isSummed: true },
  ...tokenClasses.map((name): Column => ({ key: `${name}_usd_per_million`, kind: "price", isSummed: false })),
  { key: "usd_per_request", kind: "fee", isSummed: false },
];

/** What a line that says how a closed month has changed says after its names: columns of `differenceValues`. */
export const differenceColumns = usageColumns.filter(({ isSummed, key }) => isSummed && !key.includes("basis"));

/** The values of `differenceColumns`, signed. */
export function differenceValues({ requests, tokens, cost, unpriced }: Sums): Value[] {
  return [requests, ...tokenClasses.map((name) => tokens[name]), cost, unpriced.requests, unpriced.tokens];
}

type Usage = Pick<ReportLine, "requests" | "tokens" | "cost" | "unpriced" | "basis"> & { unit?: ReportLine["unit"] };

/** The values of `usageColumns`. Nothing is priced by basis where nothing is priced at all. */
export function usageValues({ requests, tokens, cost, unpriced, basis, unit }: Usage): Value[] {
  const priced = (amount: bigint) => (cost === null ? null : amount);
  return [
    ...[requests, ...tokenClasses.map((name) => tokens[name]), cost, unpriced.requests, unpriced.tokens],
    ...[priced(basis.list), priced(basis.contract), priced(basis.manual)],
    ...[...tokenClasses, "request" as const].map((name) => unit?.[name] ?? null),
  ];
}

/** The line that others add up to, below columns of names. */
export function usageTotal(names: number, total: SpendTotal): Value[] {
  return [...Array.from({ length: names }, () => null), ...usageValues(total)];
}

/** A column of names. */
export function nameColumn(key: ColumnKey): Column {
  return { key, kind: key === "day" ? "day" : "text", isSummed: false };
}
