import { constantFields } from "@/lib/imports/mapped-field";
import type { Mapping } from "@/lib/imports/mapping";
import type { MappedColumn } from "@/lib/usage/canonical";

type ConstantField = (typeof constantFields)[number];

/** A mapping while somebody chooses: what is not said yet is missing. */
export type MappingChoice = Pick<Mapping, "unit" | "decimal_mark" | "date_order" | "row_is" | "currency" | "input_includes_cached"> & {
  columns: Partial<Record<MappedColumn, string | undefined>>;
  constants?: Partial<Record<ConstantField, string | undefined>>;
};

/** Our fields in the order in which they are asked for. */
export const mappedFields: readonly MappedColumn[] = [
  ...(["timestamp", "model", "provider", "input_tokens", "output_tokens", "cached_input_tokens", "cache_write_tokens"] as const),
  ...(["cache_write_1h_tokens", "reasoning_tokens", "requests", "request_id", "service_tier", "team", "project", "user", "api_key", "cost"] as const),
];

/** Whether a field may be the same for all rows. */
export function isConstantField(field: MappedColumn): field is ConstantField {
  return (constantFields as readonly string[]).includes(field);
}

/** The fields that have to be chosen still. */
export function missingFields({ columns, constants = {} }: MappingChoice): MappedColumn[] {
  return (["timestamp", "model", "input_tokens", "output_tokens"] as const).filter(
    (field) => !columns[field] && !(field === "model" && constants.model),
  );
}

/** As the API takes it, with the zone that was chosen; null while something is missing. */
export function mappingText(choice: MappingChoice, timezone: string): string | null {
  if (missingFields(choice).length) return null;
  const constants = Object.fromEntries(Object.entries(choice.constants ?? {}).filter(([, value]) => value?.trim()));
  return JSON.stringify({ ...choice, constants, timezone });
}
