import type { RefusalCode } from "./errors";

/** What a form shows after it was sent: nothing yet, done (and what it made, shown once), or refused, with the wrong fields and what was typed. */
export type ActionState =
  | { status: "idle" }
  | { status: "done"; made?: Record<string, string> }
  | { status: "refused"; code: RefusalCode; fields: Record<string, string>; values: Record<string, string | string[]> };
