import "server-only";
import type pg from "pg";

/** Exact sums by currency, as canonical decimals. */
export type MoneySums = Record<string, string>;

/** What sources say their rows cost and credit, and how many of the rows are charges. */
export type Reported = { cost: MoneySums; credits: MoneySums; charges: number };

/** Of an import's rows `e`: known rows with other numbers that were kept aside. They are there, superseded, and take no identity unless they are to. */
export const keptAside =
  "exists (select 1 from import_conflict c where c.workspace_id = e.workspace_id and c.import_id = e.import_id and c.id_hash = e.id_hash and c.line = e.line and not c.replaced)";

const detail = (name: string) => `s.charge::jsonb ->> '${name}'`;

/** Writes what is left of a chunk's charges in staging. `superseded`: only these lines, out of sight. */
export async function addCharges(client: pg.ClientBase, workspaceId: number, importId: number, superseded: string[] | null = null): Promise<void> {
  await client.query(
    `insert into charge (workspace_id, import_id, line, id_hash, numbers_hash, starts_at, ends_at, provider, model, item, amount, currency, credits, quantity,
       team_id, project_id, user_id, api_key_id, source_id, superseded)
     select $1, $2, s.line, s.id_hash, s.numbers_hash, s.starts_at, s.ends_at, ${detail("provider")}, ${detail("model")}, ${detail("item")},
       s.reported_cost::numeric, s.reported_currency, (${detail("credits")})::numeric, (${detail("quantity")})::numeric,
       s.team_id, s.project_id, s.user_id, s.api_key_id, s.source_id, $3::int8[] is not null
     from staged_row s where s.charge is not null and ($3::int8[] is null or s.line = any($3::int8[]))`,
    [workspaceId, importId, superseded],
  );
}

/** What the rows left of a chunk in staging report. */
export async function reportedOf(client: pg.ClientBase): Promise<Reported> {
  const { rows } = await client.query<Sum>(
    `select s.reported_currency as currency, trim_scale(sum(s.reported_cost::numeric))::text as cost,
       trim_scale(sum((${detail("credits")})::numeric))::text as credits, count(s.charge) as charges
     from staged_row s group by 1`,
  );
  return reported(rows);
}

/** What the visible rows of an import report; its rows lie between the times. */
export async function reportedOfImport(client: pg.ClientBase, workspaceId: number, importId: number, from: Date, to: Date): Promise<Reported> {
  const mine = "workspace_id = $1 and import_id = $2 and starts_at between $3 and $4 and not superseded";
  const { rows } = await client.query<Sum>(
    `select currency, trim_scale(sum(cost))::text as cost, trim_scale(sum(credits))::text as credits, sum(charges)::text as charges from (
       select reported_currency as currency, reported_cost as cost, null as credits, 0 as charges from usage_event where ${mine} and reported_cost is not null
       union all select currency, amount, credits, 1 from charge where ${mine}) r group by 1`,
    [workspaceId, importId, from, to],
  );
  return reported(rows);
}

type Sum = { currency: string | null; cost: string | null; credits: string | null; charges: string };

function reported(rows: readonly Sum[]): Reported {
  const sums: Reported = { cost: {}, credits: {}, charges: 0 };
  for (const { currency, cost, credits, charges } of rows) {
    sums.charges += Number(charges);
    if (currency !== null && cost !== null) sums.cost[currency] = cost;
    if (currency !== null && credits !== null) sums.credits[currency] = credits;
  }
  return sums;
}

/** Takes the charges that these lines' conflicts replace out of sight. */
export async function supersedeCharges(
  client: pg.ClientBase,
  { workspaceId, importId }: { workspaceId: number; importId: number },
  lines: { from: bigint; to: bigint },
): Promise<void> {
  await client.query(
    `update charge e set superseded = true from import_conflict c
     where c.workspace_id = $1 and c.import_id = $2 and c.line between $3 and $4 and c.replaced and e.workspace_id = c.workspace_id
       and e.import_id = c.previous_import_id and e.line = c.previous_line and e.id_hash = c.id_hash`,
    [workspaceId, importId, lines.from, lines.to],
  );
}

/** Makes the charges among the returning rows visible again. */
export async function returnCharges(client: pg.ClientBase, workspaceId: number): Promise<void> {
  await client.query(
    `update charge e set superseded = false from returning_row r
     where e.workspace_id = $1 and e.import_id = r.import_id and e.line = r.line and e.id_hash = r.id_hash and e.superseded`,
    [workspaceId],
  );
}

/** Of an import that comes back: its charges take every identity that it or another undone import holds; the others stay out. */
export async function takeBackCharges(client: pg.ClientBase, workspaceId: number, importId: number): Promise<void> {
  const place = [workspaceId, importId];
  await client.query(
    `update usage_identity i set import_id = e.import_id, line = e.line, starts_at = e.starts_at, numbers_hash = e.numbers_hash
     from charge e join usage_identity h on h.workspace_id = e.workspace_id and h.id_hash = e.id_hash
       join import o on o.workspace_id = h.workspace_id and o.id = h.import_id
     where e.workspace_id = $1 and e.import_id = $2 and i.workspace_id = e.workspace_id and i.id_hash = e.id_hash
       and (h.import_id = e.import_id or o.status = 'undone') and (h.import_id <> e.import_id or h.line = e.line) and not ${keptAside}`,
    place,
  );
  await client.query(
    `update charge e set superseded = not exists (
       select 1 from usage_identity i where i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and i.import_id = e.import_id and i.line = e.line)
     where e.workspace_id = $1 and e.import_id = $2`,
    place,
  );
}

/** The identities that an import's charges hold again know their numbers. */
export async function settleChargeIdentities(client: pg.ClientBase, workspaceId: number, importId: number): Promise<void> {
  await client.query(
    `update usage_identity i set starts_at = e.starts_at, numbers_hash = e.numbers_hash from charge e
     where e.workspace_id = $1 and e.import_id = $2 and i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and i.import_id = e.import_id and i.line = e.line`,
    [workspaceId, importId],
  );
}
