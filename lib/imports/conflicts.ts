import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { explanationOf, pricedUsage } from "@/lib/spend/explanation";
import { type Prices, pricesKnown } from "@/lib/spend/queries";
import { forEachClass } from "@/lib/usage/tokens";
import type { Conflict, ConflictPage, Version } from "./conflict";
import { importById } from "./queries";

const pageSize = 20;

/** Of a conflict `c` in the workspace $1: both rows are kept, so one can take the other's place. */
export const isChoosable =
  "c.starts_at is not null and least(c.starts_at, c.previous_starts_at) >= coalesce((select w.events_from from workspace w where w.id = $1), '-infinity')";

/** The conflicts of an import in the order of its file, with both rows at the prices of their time. Throws `not_found`. */
export async function conflicts(
  access: Access,
  importId: number,
  { cursor, limit = pageSize }: { cursor?: string; limit?: number } = {},
): Promise<ConflictPage> {
  await importById(access, importId);
  const [line = "-1", hash = ""] = cursor?.split(".") ?? [];
  const { rows } = await pool().query(
    `select encode(c.id_hash, 'hex') as id, c.line, c.replaced, c.kept_at, c.previous_import_id = c.import_id as is_own, ${versionSql("old")}, ${versionSql("new")}
     from (select * from import_conflict where workspace_id = $1 and import_id = $2 and (line, id_hash) > ($3::int8, decode($4, 'hex')) order by line, id_hash
           limit $5) c
       ${rowSql("old", { importId: "c.previous_import_id", startsAt: "c.previous_starts_at", line: "c.previous_line" })}
       ${rowSql("new", { importId: "c.import_id", startsAt: "c.starts_at", line: "c.line" })}
     order by c.line, c.id_hash`,
    [access.workspaceId, importId, line, hash, limit + 1],
  );
  const prices = await pricesKnown(access);
  const items = rows.slice(0, limit).map((row): Conflict => {
    const [before, after] = [versionOf(row.old, prices), versionOf(row.new, prices)];
    const state = row.replaced ? "replaced" : row.is_own || !before || !after ? "fixed" : row.kept_at ? "kept" : "open";
    return { id: row.id, state, before, after };
  });
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.line}.${last.id}` : null };
}

/** How many conflicts of an import wait for somebody's choice. */
export async function openConflicts(access: Access, importId: number): Promise<number> {
  const { rows } = await pool().query<{ open: string }>(
    `select count(*) as open from import_conflict c
     where c.workspace_id = $1 and c.import_id = $2 and not c.replaced and c.kept_at is null and c.previous_import_id <> c.import_id and ${isChoosable}`,
    [access.workspaceId, importId],
  );
  return Number(rows[0]?.open ?? 0);
}

/** The usage or charge that a conflict `c` names, as `name`. */
function rowSql(name: string, { importId, startsAt, line }: { importId: string; startsAt: string; line: string }): string {
  const place = `e.workspace_id = c.workspace_id and e.import_id = ${importId} and e.id_hash = c.id_hash and e.line = ${line} and e.starts_at = ${startsAt}`;
  return `left join lateral (select * from usage_event e where ${place} limit 1) ${name} on true
    left join dimension_value ${name}_model on ${name}_model.workspace_id = c.workspace_id and ${name}_model.id = ${name}.raw_model_id
    left join dimension_value ${name}_tier on ${name}_tier.workspace_id = c.workspace_id and ${name}_tier.id = ${name}.service_tier_id
    left join charge ${name}_charge on ${name}_charge.workspace_id = c.workspace_id and ${name}_charge.import_id = ${importId}
      and ${name}_charge.line = ${line} and ${name}_charge.id_hash = c.id_hash`;
}

function versionSql(name: string): string {
  const counts = ["requests", "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "prompt_band"].map(
    (count) => `'${count}', ${name}.${count}::text`,
  );
  return `case when ${name}.line is not null then jsonb_build_object('import', ${name}.import_id, 'line', ${name}.line::text,
      'at', ${name}.starts_at, 'provider', ${name}_model.provider, 'model', ${name}_model.name, 'tier', coalesce(${name}_tier.name, ''), ${counts.join(", ")})
    when ${name}_charge.line is not null then jsonb_build_object('import', ${name}_charge.import_id, 'line', ${name}_charge.line::text,
      'at', ${name}_charge.starts_at, 'provider', ${name}_charge.provider, 'model', ${name}_charge.model,
      'charge', jsonb_build_object('amount', trim_scale(${name}_charge.amount)::text, 'currency', ${name}_charge.currency)) end as ${name}`;
}

// biome-ignore lint/suspicious/noExplicitAny: a JSON object as `versionSql` builds it; this function is what types it
function versionOf(row: any, prices: Prices): Version | null {
  if (!row) return null;
  const startsAt = Date.parse(row.at);
  const place = { importId: row.import, line: row.line, startsAt, provider: row.provider, model: row.model };
  if (row.charge) return { ...place, requests: null, tokens: null, cost: null, explanation: null, charge: row.charge };
  const tokens = forEachClass((name) => BigInt(row[name]));
  const requests = row.requests === null ? null : BigInt(row.requests);
  const key = { provider: row.provider, name: row.model, tier: row.tier, band: BigInt(row.prompt_band) };
  const explanation = explanationOf([pricedUsage(prices, key, startsAt, { tokens, requests })]);
  return { ...place, requests, tokens, cost: explanation.cost, explanation, charge: null };
}
