import "server-only";
import type { Access } from "@/lib/access";
import { valueId } from "@/lib/usage/known-name";
import { type ChargebackRule, chargedBy } from "./rule";
import type { NewChargebackRule } from "./schema";

/** A rule with ids for its names. Throws `invalid_input` for a name that no usage counts under. */
export async function understood(
  access: Access,
  { scope, cost_centre: centre, ledger_code: ledger, from }: NewChargebackRule,
): Promise<Omit<ChargebackRule, "id">> {
  const ids: [string, number][] = [];
  for (const name of chargedBy) if (scope[name] !== null) ids.push([name, await valueId(access, name, scope[name])]);
  return { scope: Object.fromEntries(ids), centre, ledger, startsOn: from };
}
