import { type Instant, isoInstant } from "@/lib/period";

/** An entry of the trail. */
export type AuditRecord = {
  id: string;
  at: Instant;
  actor: string;
  action: string;
  target: string | null;
  before: unknown;
  after: unknown;
  address: string | null;
  requestId: string | null;
  hash: string;
};

/** Who acted. A person or key without a name is known no more. */
export type Actor = { kind: "user" | "key" | "console" | "system"; name: string | null };

/** One thing that an entry says became another. */
export type Change = { field: string; before: string | null; after: string | null };

/** What is different after it, field by field; fields that stayed are left out. */
export function changesOf({ before, after }: Pick<AuditRecord, "before" | "after">): Change[] {
  const [old, young] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(young)])];
  return names
    .map((field) => ({ field, before: textOf(old[field]), after: textOf(young[field]) }))
    .filter((change) => change.before !== change.after);
}

/** The entry as the API answers it. */
export function auditJson({ requestId, at, ...entry }: AuditRecord): Record<string, unknown> {
  return { ...entry, at: isoInstant(at), request_id: requestId };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  return typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : { value };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.every((part) => typeof part === "string")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
