import { moneyJson, tokensJson } from "@/lib/api/wire";
import type { Pico } from "@/lib/money";
import { type Instant, isoInstant } from "@/lib/period";
import type { Explanation } from "@/lib/spend/explanation";
import { type Tokens, totalTokens, wireCount } from "@/lib/usage/tokens";

/** `open`: what was there counts until somebody chooses. `fixed`: nothing can be chosen, the other row is of the same file or is kept no longer. */
export const conflictStates = ["open", "kept", "replaced", "fixed"] as const;
export type ConflictState = (typeof conflictStates)[number];

/** A row as one of two imports gave it; usage has tokens, a charge has money. `cost` null: unpriced. */
export type Version = {
  importId: number;
  line: string;
  startsAt: Instant;
  provider: string;
  model: string;
  requests: bigint | null;
  tokens: Tokens | null;
  cost: Pico | null;
  /** null: of a charge. */
  explanation: Explanation | null;
  charge: { amount: string | null; currency: string | null } | null;
};

/** A known row that came with other numbers. `before`: as it was there, `after`: as it came; null: not kept any more. */
export type Conflict = { id: string; state: ConflictState; before: Version | null; after: Version | null };

export type ConflictPage = { items: Conflict[]; nextCursor: string | null };

/** How many tokens, and how much money where both have a price, a replacement adds; null: not to be said. */
export function difference({ before, after }: Conflict): { tokens: bigint | null; cost: Pico | null } {
  if (!before?.tokens || !after?.tokens) return { tokens: null, cost: null };
  const cost = before.cost === null || after.cost === null ? null : after.cost - before.cost;
  return { tokens: totalTokens(after.tokens) - totalTokens(before.tokens), cost };
}

/** A conflict as the API answers it. */
export function conflictJson({ id, state, before, after }: Conflict): Record<string, unknown> {
  return { id, state, before: before && versionJson(before), after: after && versionJson(after) };
}

function versionJson({ importId, line, startsAt, provider, model, requests, tokens, cost, charge }: Version): Record<string, unknown> {
  return {
    ...{ import_id: String(importId), line: wireCount(BigInt(line)), timestamp: isoInstant(startsAt), provider, model },
    ...{ requests: requests === null ? null : wireCount(requests), tokens: tokens && tokensJson(tokens), cost: moneyJson(cost), charge },
  };
}
