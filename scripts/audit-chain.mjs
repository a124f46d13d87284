// The audit trail's chain of hashes, followed independently of the database's own function.
import { createHash } from "node:crypto";

const atOnce = 2_000;
/** The installation's own chain. */
const installation = "0";
/** What an entry's hash is made of, after the hash before it; the migration that chains them says the same. */
const content = `jsonb_build_array(workspace_id, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), actor, action, target, before, after,
  address, request_id)::text`;

/** @typedef {{ chain: string, entries: bigint, problem: string | null }} Verdict `problem` names the first wrong entry */

/**
 * Follows every chain from its first entry to its head, in one snapshot.
 * @param {import("pg").ClientBase} client @returns {Promise<Verdict[]>}
 */
export async function verifyChains(client) {
  await client.query("begin isolation level repeatable read read only");
  try {
    const { rows: chains } = await client.query(
      `select c.workspace_id::text as id, coalesce(w.slug, case c.workspace_id when ${installation} then 'the installation' else c.workspace_id::text end) as name,
         coalesce(h.number, 0)::text as number, h.hash
       from (select workspace_id from audit_head union select workspace_id from audit_entry) c
         left join audit_head h using (workspace_id) left join workspace w on w.id = c.workspace_id order by c.workspace_id`,
    );
    const verdicts = [];
    for (const { id, name, number, hash } of chains) verdicts.push({ chain: name, ...(await follow(client, id, BigInt(number), hash)) });
    return verdicts;
  } finally {
    await client.query("rollback");
  }
}

/** @param {import("pg").ClientBase} client @param {string} chain @param {bigint} last @param {Buffer | null} head */
async function follow(client, chain, last, head) {
  let entries = 0n;
  let hash = Buffer.alloc(0);
  for (;;) {
    const { rows } = await client.query(
      `select id::text, hash, ${content} as content from audit_entry where workspace_id = $1 and id > $2 order by audit_entry.id limit ${atOnce}`,
      [chain, entries.toString()],
    );
    for (const row of rows) {
      const id = BigInt(row.id);
      if (id !== entries + 1n) return { entries, problem: missing(entries + 1n, id - 1n) };
      hash = createHash("sha256").update(hash).update(row.content).digest();
      if (!hash.equals(row.hash)) return { entries, problem: `entry ${id} was changed, or does not follow the one before it` };
      entries = id;
    }
    if (rows.length < atOnce) break;
  }
  if (entries < last) return { entries, problem: missing(entries + 1n, last) };
  if (entries > last || (head && !hash.equals(head))) return { entries, problem: `entry ${entries} is not the last one that was written` };
  return { entries, problem: null };
}

/** @param {bigint} from @param {bigint} to */
function missing(from, to) {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}
