import "server-only";
import type { Access } from "@/lib/access";
import { type Cell, csvLine } from "@/lib/csv";
import { isoInstant } from "@/lib/period";
import { type AuditFilter, auditTrail } from "./queries";

const columns = ["number", "at", "actor", "action", "target", "before", "after", "address", "request_id", "hash"];
const atOnce = 1000;

/** The trail as CSV, newest first; people and keys by their id, as it is kept. */
export async function* auditCsv(access: Access, filter: AuditFilter): AsyncGenerator<string> {
  yield csvLine(columns.map((text) => ({ text })));
  let cursor: string | null = null;
  do {
    const page = await auditTrail(access, { ...filter, limit: atOnce, ...(cursor && { cursor }) });
    for (const { id, at, actor, action, target, before, after, address, requestId, hash } of page.items) {
      const texts = [isoInstant(at), actor, action, target, json(before), json(after), address, requestId, hash];
      yield csvLine([{ number: id }, ...texts.map((text): Cell => (text === null ? null : { text }))]);
    }
    cursor = page.nextCursor;
  } while (cursor);
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
