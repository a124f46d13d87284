// A large history, quickly: a finished import again and again under other ids, in PostgreSQL. Events and rollup are those of so many files of the same shape.
import { setTimeout as sleep } from "node:timers/promises";

const tables = ["usage_event", "usage_day", "usage_day_team", "usage_day_model"];

/** Lets an import count `times` more times. @param {import("pg").Client} client @param {number} importId @param {number} times */
export async function multiply(client, importId, times) {
  for (let copy = 0; copy < times; copy++) {
    const { rows } = await client.query(
      `insert into import (${await columns(client, "import", "id")}) select ${await columns(client, "import", "id")} from import where id = $1 returning id`,
      [importId],
    );
    for (const table of tables) {
      const others = await columns(client, table, "import_id");
      await client.query(`insert into ${table} (import_id, ${others}) select $2, ${others} from ${table} where import_id = $1`, [
        importId,
        rows[0].id,
      ]);
    }
  }
  await client.query("insert into usage_change (workspace_id, segment) select distinct workspace_id, segment from usage_day_model");
  for (const table of tables) await client.query(`vacuum analyze ${table}`);
}

/** Waits until all months are kept, as they are a minute after the last change. @param {import("pg").Client} client */
export async function settled(client) {
  for (;;) {
    const { rows } = await client.query("select count(*)::int as count from usage_change");
    if (rows[0].count === 0) return;
    await sleep(1000);
  }
}

/** The columns of a table but one. @param {import("pg").Client} client @param {string} table @param {string} but */
async function columns(client, table, but) {
  const { rows } = await client.query(
    "select string_agg(column_name, ', ') as names from information_schema.columns where table_schema = 'public' and table_name = $1 and column_name <> $2",
    [table, but],
  );
  return rows[0].names;
}
