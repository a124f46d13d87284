// What an operator can do for a person on the machine itself, without e-mail. Each is one transaction and leaves its entry in the audit trail.
import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";

/** As lib/people/password.ts. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const actor = "console";
const installation = 0;

/** @typedef {import("pg").ClientBase} Client */

/** Everybody, with their workspaces and roles. @param {Client} client @returns {Promise<{ email: string, name: string, workspaces: string, seen: Date | null, disabled: Date | null }[]>} */
export async function people(client) {
  const { rows } = await client.query(
    `select u.email, u.name, coalesce(string_agg(w.slug || ' (' || m.role || ')', ', ' order by w.slug), '') as workspaces,
       (select max(s.last_seen_at) from session s where s.user_id = u.id) as seen, u.disabled_at as disabled
     from "user" u left join membership m on m.user_id = u.id left join workspace w on w.id = m.workspace_id
     where u.name <> '' group by u.id order by u.email`,
  );
  return rows;
}

/** Gives a person a new password, answered this once, and ends all their sessions. @param {Client} client @param {string} email */
export async function resetPassword(client, email) {
  const password = randomBytes(15).toString("base64url");
  const passwordHash = await hash(password, cost);
  await inTransaction(client, async () => {
    const id = await idOf(client, email);
    await client.query('update "user" set password_hash = $2 where id = $1', [id, passwordHash]);
    const ended = await endSessions(client, id);
    await note(client, installation, { action: "password.reset", target: `user:${id}`, after: { sessions_ended: ended } });
  });
  return password;
}

/**
 * Disables an account: from the next request on it opens nothing, and its sessions have ended. What the person is and did stays, and the keys they made go on
 * until somebody revokes them.
 * @param {Client} client @param {string} email @returns {Promise<{ keys: { name: string, workspace: string }[], owned: string[] }>} those keys, and the
 *   workspaces that have no other owner
 */
export async function disableAccount(client, email) {
  return await inTransaction(client, async () => {
    const id = await idOf(client, email);
    const { rowCount } = await client.query('update "user" set disabled_at = now() where id = $1 and disabled_at is null', [id]);
    if (!rowCount) throw new Error(`${email} is disabled already.`);
    const ended = await endSessions(client, id);
    await noteEverywhere(client, id, { action: "account.disabled", target: `user:${id}`, after: { sessions_ended: ended } });
    const { rows: keys } = await client.query(
      `select k.name, w.slug as workspace from api_key k join workspace w on w.id = k.workspace_id
       where k.created_by = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) order by 2, 1`,
      [id],
    );
    return { keys, owned: await ownedAlone(client, id) };
  });
}

/** Lets an account in again. @param {Client} client @param {string} email */
export async function enableAccount(client, email) {
  await inTransaction(client, async () => {
    const id = await idOf(client, email);
    const { rowCount } = await client.query('update "user" set disabled_at = null where id = $1 and disabled_at is not null', [id]);
    if (!rowCount) throw new Error(`${email} is not disabled.`);
    await noteEverywhere(client, id, { action: "account.enabled", target: `user:${id}` });
  });
}

/** Makes a person an owner of a workspace, a member of it or not. @param {Client} client @param {string} email @param {string} slug */
export async function makeOwner(client, email, slug) {
  await inTransaction(client, async () => {
    const id = await idOf(client, email);
    const { rows: workspaces } = await client.query("select id from workspace where slug = $1", [slug]);
    if (!workspaces[0]) throw new Error(`There is no workspace ${slug}.`);
    const place = [workspaces[0].id, id];
    const { rows: before } = await client.query("select role from membership where workspace_id = $1 and user_id = $2 for update", place);
    await client.query(
      `insert into membership (workspace_id, user_id, role) values ($1, $2, 'owner')
       on conflict (workspace_id, user_id) do update set role = 'owner', teams = '{}'`,
      place,
    );
    await note(client, workspaces[0].id, { action: "role.changed", target: `user:${id}`, before: before[0], after: { role: "owner" } });
  });
}

/**
 * Takes a person's name, address and ways in out of the database. What they did stays, under a key that no longer leads to a name.
 * @param {Client} client @param {string} email
 */
export async function erasePerson(client, email) {
  await inTransaction(client, async () => {
    const id = await idOf(client, email);
    const alone = await ownedAlone(client, id);
    if (alone.length) throw new Error(`${email} is the only owner of ${alone.join(", ")}. Make somebody else an owner first.`);
    const { rows: left } = await client.query("delete from membership where user_id = $1 returning workspace_id, role", [id]);
    await forgetWaysIn(client, id);
    const { rows: keys } = await client.query(
      "update api_key set revoked_at = now() where created_by = $1 and revoked_at is null returning workspace_id, id",
      [id],
    );
    await forgetPerson(client, id);
    for (const { workspace_id: workspace, role } of left)
      await note(client, workspace, { action: "person.erased", target: `user:${id}`, before: { role } });
    for (const { workspace_id: workspace, id: key } of keys) await note(client, workspace, { action: "api_key.revoked", target: key });
    await note(client, installation, { action: "person.erased", target: `user:${id}` });
  });
}

/** Every row that refers to a person is a way in of theirs or what they set for themselves. @param {Client} client @param {string} id */
async function forgetWaysIn(client, id) {
  const { rows } = await client.query(
    `select format('delete from %s where %I = $1', c.conrelid::regclass, a.attname) as sql from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] where c.contype = 'f' and c.confrelid = '"user"'::regclass`,
  );
  for (const { sql } of rows) await client.query(sql, [id]);
}

/** Their row stays for its key; all that may be unknown of it is, from now on. @param {Client} client @param {string} id */
async function forgetPerson(client, id) {
  const { rows } = await client.query(
    `select string_agg(quote_ident(attname) || ' = null', ', ') as unknown from pg_attribute
     where attrelid = '"user"'::regclass and attnum > 0 and not attisdropped and not attnotnull`,
  );
  await client.query(`update "user" set email = 'erased:' || id, name = '', ${rows[0].unknown} where id = $1`, [id]);
}

/** The workspaces that nobody else owns. @param {Client} client @param {string} id @returns {Promise<string[]>} */
async function ownedAlone(client, id) {
  const { rows } = await client.query(
    `select w.slug from membership m join workspace w on w.id = m.workspace_id where m.user_id = $1 and m.role = 'owner'
       and not exists (select 1 from membership o where o.workspace_id = m.workspace_id and o.user_id <> $1 and o.role = 'owner') order by 1`,
    [id],
  );
  return rows.map(({ slug }) => slug);
}

/** @param {Client} client @param {string} id @returns {Promise<number>} how many */
async function endSessions(client, id) {
  const { rowCount } = await client.query("update session set revoked_at = now() where user_id = $1 and revoked_at is null", [id]);
  return rowCount ?? 0;
}

/** @param {Client} client @param {string | undefined} email @returns {Promise<string>} */
async function idOf(client, email) {
  const { rows } = await client.query('select id from "user" where email = $1 for update', [email?.trim().toLowerCase() ?? ""]);
  if (!rows[0]) throw new Error(`There is nobody with the address ${email ?? "(none given)"}.`);
  return rows[0].id;
}

/** @param {Client} client @param {number} workspace @param {{ action: string, target: string, before?: object, after?: object }} entry */
async function note(client, workspace, { action, target, before, after }) {
  const values = [workspace, actor, action, target, before ? JSON.stringify(before) : null, after ? JSON.stringify(after) : null];
  await client.query("insert into audit_entry (workspace_id, actor, action, target, before, after) values ($1, $2, $3, $4, $5, $6)", values);
}

/** In the chain of the installation and of each workspace that the person is in. @param {Client} client @param {string} id @param {Parameters<typeof note>[2]} entry */
async function noteEverywhere(client, id, entry) {
  const { rows } = await client.query("select workspace_id as workspace from membership where user_id = $1 order by 1", [id]);
  for (const { workspace } of [...rows, { workspace: installation }]) await note(client, workspace, entry);
}

/** @template T @param {Client} client @param {() => Promise<T>} work @returns {Promise<T>} */
async function inTransaction(client, work) {
  await client.query("begin");
  try {
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
