import { createHash } from "node:crypto";
import type { Mapping } from "@/lib/imports/mapping";

/** A way to read tables with one header, under the name its maker gave it. */
export type Template = { id: number; name: string; columns: string[]; mapping: Mapping; createdAt: number };

/** What all tables with the same column names have in common, in whatever order and case these stand. */
export function headerHash(header: readonly string[]): Buffer {
  const names = header.map((column) => column.trim().normalize("NFC").toLowerCase()).filter((column) => column !== "");
  return createHash("sha256").update(JSON.stringify(names.sort())).digest();
}
