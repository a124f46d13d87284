import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import type { Period } from "@/lib/period";
import { type Prices, resolved, scopeOf } from "@/lib/spend/queries";
import { eventsBetween, Parameters, readingOf, toKeyUsage } from "@/lib/spend/usage";
import { tokenClasses } from "@/lib/usage/tokens";
import { keyOf, modelsOf } from "./ours";
import type { Reported } from "./sides";
import { attoOf } from "./theirs";

/** What usage itself says it cost in dollars, by model, beside what the very same rows cost here. Rows are only read where an import says so at all. */
export async function reportedCosts(client: pg.ClientBase, access: Access, prices: Prices, period: Period): Promise<Reported[]> {
  const scope = scopeOf({ period }, prices);
  const parameters = new Parameters(access);
  const events = eventsBetween(parameters, access, scope, period, await readingOf(client, access, scope));
  const cuts = parameters.add(scope.cuts.map((cut) => new Date(cut)));
  const { rows } = await client.query(
    `with used as (
       select e.raw_model_id, e.service_tier_id, e.prompt_band, width_bucket(e.starts_at, ${cuts}::timestamptz[]) as epoch, sum(e.reported_cost)::text as reported,
         coalesce(sum(e.requests), 0) as requests, ${tokenClasses.map((name) => `sum(e.${name}) as ${name}`).join(", ")}
       ${events} and i.reported_cost ? 'USD' and e.reported_cost is not null and upper(e.reported_currency) = 'USD' group by 1, 2, 3, 4)
     select used.*, m.provider, m.name, coalesce(t.name, '') as tier from used
       join dimension_value m on m.workspace_id = $1 and m.id = used.raw_model_id
       left join dimension_value t on t.workspace_id = $1 and t.id = used.service_tier_id`,
    parameters.values,
  );
  const usage = resolved(
    rows.map((row) => toKeyUsage(row)),
    scope,
    prices,
  );
  const said = new Map<string, bigint>();
  for (const [index, each] of usage.entries()) said.set(keyOf(each), (said.get(keyOf(each)) ?? 0n) + attoOf(rows[index].reported));
  return modelsOf(usage, prices).map((ours) => ({ ours, amount: said.get(ours.key) ?? 0n }));
}
