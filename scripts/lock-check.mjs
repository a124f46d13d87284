// Every optional (platform) package that a locked package names is itself in the lock: else `npm ci` fails on another platform.
import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const locked = new Set(Object.keys(packages).map((place) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length)));
const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !locked.has(name))
    .map((name) => `${name} (of ${place})`),
);
for (const name of missing) console.error(`missing from package-lock.json: ${name}`);
process.exit(missing.length ? 1 : 0);
