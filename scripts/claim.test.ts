import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { claim, claimInTurn, createWhole } from "./claim.mjs";

const place = () => path.join(mkdtempSync(path.join(tmpdir(), "obole-claim-")), "claim");
const module = JSON.stringify(new URL("./claim.mjs", import.meta.url).href);

test("a claim holds until it is released, and says whose it is", () => {
  const file = place();
  const first = claim(file);
  expect(claim(file)).toEqual({ holder: process.pid });
  if ("release" in first) first.release();
  expect(claim(file)).toHaveProperty("release");
});

test("the claim of a killed process is taken over", async () => {
  const file = place();
  const code = `const { claim } = await import(${module}); claim(${JSON.stringify(file)}); console.log("claimed"); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => other.stdout.once("data", resolve));
  expect(claim(file)).toEqual({ holder: other.pid });
  other.kill("SIGKILL");
  await new Promise((resolve) => other.once("exit", resolve));
  expect(claim(file)).toHaveProperty("release");
});

test("a number that another process has now is no claim, nor is half a file", () => {
  const reused = place();
  writeFileSync(reused, `${process.ppid} long-ago`);
  expect(claim(reused)).toHaveProperty("release");
  const cut = place();
  writeFileSync(cut, "");
  expect(claim(cut)).toHaveProperty("release");
});

test("of many that find a stale claim at once, one gets it", async () => {
  const file = place();
  writeFileSync(file, "999999999 long-ago");
  const code = `const { claim } = await import(${module}); console.log("release" in claim(${JSON.stringify(file)})); setTimeout(() => {}, 3000);`;
  const runs = Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]));
  const answers = (await Promise.all(runs)).map(({ stdout }) => stdout.trim());
  expect(answers.sort()).toEqual(["false", "false", "false", "false", "false", "true"]);
}, 30_000);

test("who waits for its turn gets it, and is told once whom it waits for", async () => {
  const file = place();
  const first = claim(file);
  const told: number[] = [];
  setTimeout(() => "release" in first && first.release(), 500);
  expect(await claimInTurn(file, (holder) => told.push(holder))).toHaveProperty("release");
  expect(told).toEqual([process.pid]);
});

test("a file is made whole and once, and nothing is left beside it", () => {
  const file = place();
  expect(createWhole(file, "first")).toBe(true);
  expect(createWhole(file, "second")).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("first");
  expect(readdirSync(path.dirname(file))).toEqual(["claim"]);
});
