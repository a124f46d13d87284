import type { Zone } from "./period";
import type { Origin } from "./request";

declare const minted: unique symbol;

/**
 * What a query may see: one workspace, its reporting zone, and all or some of its teams (dimension ids).
 * Only the gates make one (`lib/access-mint.ts`: session, API key, start-up), so a query that forgot its tenant does not compile.
 */
export type Access = {
  readonly workspaceId: number;
  readonly timezone: Zone;
  readonly teams: "all" | readonly number[];
  /** `user:<uuid>`, `key:<uuid>` or `system`; written to imports, rules and the audit trail. */
  readonly actor: string;
  /** Where the request came from, for the audit trail; absent: nobody asked from outside. */
  readonly from?: Origin;
  readonly [minted]: true;
};
