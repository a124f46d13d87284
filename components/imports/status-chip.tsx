import type { Translator } from "@/lib/i18n/translator";
import type { ImportStatus } from "@/lib/imports/record";

const kinds: Record<ImportStatus, string> = { queued: "", running: "", done: "ok", failed: "crit", interrupted: "crit", undone: "" };

/** The state of an import, in a word. */
export function StatusChip({ status, words }: { status: ImportStatus; words: Translator<"imports"> }) {
  return <span className={`chip ${kinds[status]}`}>{words(`statuses.${status}`)}</span>;
}
