import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { pool, transaction } from "@/lib/db";
import { freshDatabase } from "@/lib/testing/database";
import { distribute } from "./distributing.mjs";
import { distributed, distributionColumn, local, places, reference, unplacedTables } from "./distribution.mjs";

freshDatabase();

type Key = { table: string; name: string; kind: "primary key" | "unique"; columns: string[] };
type Foreign = { table: string; name: string; columns: string[]; target: string; targets: string[]; onDelete: string; onUpdate: string };

async function rowsOf<Row>(sql: string): Promise<Row[]> {
  return (await pool().query(sql)).rows as Row[];
}

const tables = () =>
  rowsOf<{ name: string; isTenant: boolean; isUnlogged: boolean }>(
    `select c.relname as name, c.relpersistence = 'u' as "isUnlogged", exists (
       select from pg_attribute a where a.attrelid = c.oid and a.attname = '${distributionColumn}' and not a.attisdropped) as "isTenant"
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
const columns = (relation: string, keys: string) =>
  `(select array_agg(a.attname::text order by k.place) from unnest(${keys}) with ordinality k (number, place)
     join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;
const keys = () =>
  rowsOf<Key>(
    `select t.relname as table, i.relname as name, case when x.indisprimary then 'primary key' else 'unique' end as kind, ${columns("t.oid", "x.indkey::int2[]")} as columns
     from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
     where t.relnamespace = 'public'::regnamespace and x.indisunique order by 1, 2`,
  );
const foreignKeys = () =>
  rowsOf<Foreign>(
    `select t.relname as table, f.conname as name, ${columns("t.oid", "f.conkey")} as columns, r.relname as target, ${columns("r.oid", "f.confkey")} as targets,
       f.confdeltype as "onDelete", f.confupdtype as "onUpdate"
     from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_class r on r.oid = f.confrelid
     where f.contype = 'f' and t.relnamespace = 'public'::regnamespace order by 1, 2`,
  );

const placeOf = (table: string) => places.get(table);
/** Its key is that of one workspace, or of the trail that is not of one. */
const keyedByItself = ["workspace"];

test("every table has a place, once, and every place a table", async () => {
  expect(await transaction(unplacedTables), "tables that scripts/distribution.mjs does not name").toEqual([]);
  const named = [...distributed, ...reference, ...local.flatMap((group) => group.tables)];
  expect(new Set(named).size).toBe(named.length);
  const there = (await tables()).map(({ name }) => name);
  expect([...named].sort().filter((name) => !there.includes(name))).toEqual([]);
  for (const { why } of local) expect(why.length).toBeGreaterThan(10);
});

test("a table that nobody gave a place is noticed", async () => {
  const found = await transaction(async (client) => {
    await client.query("create table newcomer (id int)");
    const unplaced = await unplacedTables(client);
    await client.query("drop table newcomer");
    return unplaced;
  });
  expect(found).toEqual(["newcomer"]);
});

test("the workspace is in every primary key and unique index of what belongs to one", async () => {
  const tenants = new Set((await tables()).filter(({ isTenant }) => isTenant).map(({ name }) => name));
  const found = await keys();
  const wrong = found.filter((key) => tenants.has(key.table) && !key.columns.includes(distributionColumn));
  expect(wrong).toEqual([]);
  const withKey = new Set(found.filter(({ kind }) => kind === "primary key").map(({ table }) => table));
  // Facts have no key of their own: identities are kept apart (docs/decisions/004-rollups.md). Staging is a list.
  expect([...tenants].filter((name) => !withKey.has(name)).sort()).toEqual(["import_staging", "usage_event"]);
  expect(distributed.filter((name) => !tenants.has(name))).toEqual([]);
});

test("no foreign key leaves its workspace, changes its key, or leads from what is shared to what is distributed", async () => {
  const tenants = new Set((await tables()).filter(({ isTenant }) => isTenant).map(({ name }) => name));
  const found = await foreignKeys();
  expect(found.length).toBeGreaterThan(20);
  const crossing = found.filter(
    ({ table, columns, target, targets }) =>
      tenants.has(table) &&
      tenants.has(target) &&
      !columns.some((column, place) => column === distributionColumn && targets[place] === distributionColumn),
  );
  expect(crossing, "across workspaces").toEqual([]);
  const outside = found.filter(({ table, columns, target }) => {
    if (!tenants.has(table) || tenants.has(target)) return false;
    return !(keyedByItself.includes(target) && columns.join() === distributionColumn) && target !== "user";
  });
  expect(outside, "to what belongs to no workspace, but for the workspace itself and people").toEqual([]);
  // a: no action, r: restrict, c: cascade; n: set null, d: set default.
  expect(found.filter(({ onDelete }) => "nd".includes(onDelete)).map(({ name }) => name)).toEqual([]);
  expect(found.filter(({ onUpdate }) => !"ar".includes(onUpdate)).map(({ name }) => name)).toEqual([]);
  const leading = found.filter(({ table, target }) => placeOf(target) === "distributed" && placeOf(table) !== "distributed");
  expect(leading, "from shared or local to distributed").toEqual([]);
  const backward = found.filter(({ table, target }) => placeOf(table) === "distributed" && placeOf(target) === "local");
  expect(backward, "from distributed to what stays on the coordinator").toEqual([]);
});

test("what is distributed or shared has no trigger and is logged", async () => {
  const triggers = await rowsOf<{ table: string; name: string }>(
    `select c.relname as table, t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and t.tgname not like 'truncate_trigger_%' order by 1, 2`,
  );
  expect(triggers.length).toBeGreaterThan(5);
  expect(triggers.filter(({ table }) => placeOf(table) !== "local")).toEqual([]);
  expect((await tables()).filter(({ name, isUnlogged }) => isUnlogged && placeOf(name) !== "local")).toEqual([]);
});

test("no statement feeds the rows that it changes into an insert of a distributed table", () => {
  const root = path.dirname(import.meta.dirname);
  const sources = readdirSync(path.join(root, "lib"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
    .map((name) => ({ name, text: readFileSync(path.join(root, "lib", name), "utf8") }));
  const changing = /\bwith\s+\w+\s+as\s+\(\s*(?:insert|update|delete)\b[^`]*?\binsert\s+into\s+(\w+)/gi;
  const found = sources.flatMap(({ name, text }) => [...text.matchAll(changing)].map(([, table = ""]) => ({ name, table })));
  expect(found, "the search finds something").not.toEqual([]);
  expect(found.filter(({ table }) => placeOf(table) === "distributed")).toEqual([]);
});

test("a database without Citus is refused in words, and left as it is", async () => {
  const said: string[] = [];
  const wish = { isDry: false, coordinator: null, workers: [], isLocal: true, say: (text: string) => said.push(text) };
  const { rows } = await pool().query("select from pg_available_extensions where name = 'citus'");
  if (rows.length) return; // on a cluster, where all tests run over distributed tables
  const client = await pool().connect();
  try {
    await expect(distribute(client, wish)).rejects.toThrow("This PostgreSQL has no Citus, so its tables cannot be distributed; nothing was changed.");
  } finally {
    client.release();
  }
  expect(said).toEqual([]);
});
