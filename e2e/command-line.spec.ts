import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { startApp } from "../scripts/app-under-test.mjs";

const root = path.join(import.meta.dirname, "..");
const command = path.join(root, "scripts", "cli", "obole.mjs");
const fixtures = path.join(root, "lib", "imports", "fixtures");
const apiKey = "0123456789abcdef0123456789abcdef";
const header = "timestamp,provider,model,input_tokens,output_tokens,team,request_id";
const row = (id: string, input: number) => `2026-03-10T10:00:00Z,openai,gpt-4o-mini,${input},10,Search,${id}`;

type Outcome = { code: number | null; out: string; err: string };

let app: Awaited<ReturnType<typeof startApp>>;
let folder = "";

test.beforeAll(async () => {
  test.setTimeout(300_000);
  app = await startApp({
    env: {
      ...{ OBOLE_INIT_EMAIL: "nora@example.com", OBOLE_INIT_PASSWORD: "a quiet copper coin", OBOLE_INIT_WORKSPACE: "Atelier Nord" },
      OBOLE_INIT_API_KEY: apiKey,
    },
  });
});

test.afterAll(async () => await app?.discard());

test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "obole-cli-"));
});

test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** The real command, as a process of its own in the test's folder. */
function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [command, ...args], { cwd: folder, env: environment(env), stdio: ["pipe", "pipe", "pipe"] });
}

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, SYSTEMROOT } = process.env;
  return { PATH, SYSTEMROOT, NODE_ENV: "test", HOME: folder, LANG: "C", OBOLE_URL: app.url, OBOLE_KEY: apiKey, ...more };
}

async function ended(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (text) => (out += text));
  child.stderr?.on("data", (text) => (err += text));
  const [code] = await once(child, "close");
  return { code, out, err };
}

async function obole(...args: string[]): Promise<Outcome> {
  const child = start(args);
  child.stdin?.end();
  return await ended(child);
}

async function api(address: string): Promise<Response> {
  return await fetch(`${app.url}/api/v1/${address}`, { headers: { authorization: `Bearer ${apiKey}` } });
}

async function requestsIn(month: string): Promise<number> {
  const days = { "2026-03": "from=2026-03-01&to=2026-04-01", "2026-04": "from=2026-04-01&to=2026-05-01" }[month];
  return (await (await api(`spend?${days}`)).json()).total.requests;
}

/** A file in the test's folder. */
async function file(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), content);
  return name;
}

test("a dry run says what a file would do, and writes nothing", async () => {
  await file("march.csv", [header, row("dry-1", 1000), row("dry-2", -1)].join("\n"));
  const before = await requestsIn("2026-03");
  const { code, out } = await obole("import", "march.csv", "--dry-run");
  expect(out).toContain("march.csv: 2 rows read = 1 to add + 0 known + 1 to reject + 0 to ignore (dry run, nothing was written)");
  expect(code).toBe(1);
  expect(await requestsIn("2026-03")).toBe(before);
  expect((await (await api("imports")).json()).items.map(({ filename }: { filename: string }) => filename)).not.toContain("march.csv");
});

test("folders, patterns and gzip go in together, each row once, and the rejected rows are kept", async () => {
  await file("exports/one.csv", [header, row("many-1", 1000), row("many-2", 2000)].join("\n"));
  await file("exports/deep/two.csv.gz", gzipSync([header, row("many-2", 2000), row("many-3", 3000), row("many-4", -4)].join("\n")));
  await file("exports/notes.md", "no usage");
  await file("more-1.csv", [header, row("many-5", 5000)].join("\n"));
  const before = await requestsIn("2026-03");

  const { code, out } = await obole("import", "exports", "more-*.csv", "--jobs", "3", "--rejected", "refused", "--source", "gateway");
  // 2 + 3 + 1 rows: many-2 is there twice, many-4 is negative
  expect(out).toContain("3 of 3 files: 6 rows read = 4 added + 1 known + 1 rejected + 0 ignored");
  expect(code).toBe(1);
  expect(await requestsIn("2026-03")).toBe(before + 4);

  const [saved = ""] = await readdir(path.join(folder, "refused"));
  const [, id] = /^two-(\d+)-rejected\.csv$/.exec(saved) ?? [];
  expect(await readFile(path.join(folder, "refused", saved), "utf8")).toBe(await (await api(`imports/${id}/rejected.csv`)).text());
  expect((await obole("import", "exports", "--allow-rejected")).code).toBe(0);
  expect(await requestsIn("2026-03")).toBe(before + 4);
});

test("the JSON of an import is the API's, with the file before it", async () => {
  await copyFile(path.join(fixtures, "canonical-basic.csv"), path.join(folder, "june.csv"));
  const { code, out } = await obole("import", "june.csv", "--json");
  const { file: name, ...record } = JSON.parse(out);
  expect([code, name]).toEqual([0, "june.csv"]);
  expect(record).toEqual(await (await api(`imports/${record.id}`)).json());
  const expected = JSON.parse(await readFile(path.join(fixtures, "canonical-basic.csv.expected.json"), "utf8"));
  expect(record.rows).toBe(expected.rows);
});

test("what comes through a pipe goes in under the name it is given", async () => {
  const child = start(["import", "-", "--filename", "piped.csv", "--json"]);
  child.stdin?.end([header, row("piped-1", 1000)].join("\n"));
  const { code, out } = await ended(child);
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ file: "-", filename: "piped.csv", accepted: 1 })]);
});

test("a refused file says why and how to mend it, and the others go in", async () => {
  await file("a-wrong.csv", "who,what\n1,2\n");
  await file("b-empty.csv", "");
  await file("c-right.csv", [header, row("right-1", 1000)].join("\n"));
  const { code, out, err } = await obole("import", "a-wrong.csv", "b-empty.csv", "c-right.csv");
  expect(code).toBe(3);
  expect(err).toContain("a-wrong.csv: Refused: No known format has these columns: who, what.");
  expect(err).toContain("b-empty.csv: It is empty. Export it again.");
  expect(out).toContain("1 of 3 files: 1 row read = 1 added");
  for (const more of [[], ["--dry-run"]]) {
    const french = (await obole("import", "a-wrong.csv", "--lang", "fr", ...more)).err.replaceAll("\u00a0", " ");
    expect(french).toContain("Refusé : Aucun format connu n’a ces colonnes ou ces clés.");
    expect(french.trim()).toMatch(/Le fichier a : who, what\.$/);
  }
});

test("exit codes tell a wrong command from a wrong key and from a server that is away", async () => {
  await file("march.csv", [header, row("codes-1", 1000)].join("\n"));
  const codes = await Promise.all([
    ...[obole("import", "march.csv", "--bogus"), obole("import", "nowhere.csv"), obole("import", "march.csv", "--timezone", "Nowhere")],
    ...[obole("import", "march.csv", "--key", "wrong"), obole("spend", "--key", "wrong")],
    ...[obole("import", "march.csv", "--url", "http://127.0.0.1:1", "--retries", "0"), obole("spend", "--group-by", "colour")],
  ]);
  expect(codes.map(({ code }) => code)).toEqual([2, 2, 2, 5, 5, 4, 2]);
  expect(codes.map(({ out, err }) => out + err).join()).not.toContain(apiKey);
});

test("stopping in the middle of an upload leaves an interrupted import and no row", async () => {
  const before = await requestsIn("2026-03");
  const child = start(["import", "-", "--filename", "stopped.csv"]);
  const outcome = ended(child);
  child.stdin?.write(`${header}\n${Array.from({ length: 20_000 }, (_, at) => row(`stopped-${at}`, 1000)).join("\n")}\n`);
  const status = async () => {
    const { items } = await (await api("imports")).json();
    return items.find(({ filename }: { filename: string }) => filename === "stopped.csv")?.status;
  };
  await expect.poll(status).toMatch(/queued|running/);
  child.kill("SIGINT");
  const { code, err } = await outcome;
  expect([code, err]).toEqual([130, "-: Stopped. Nothing of it was kept.\n"]);
  await expect.poll(status).toBe("interrupted");
  expect(await requestsIn("2026-03")).toBe(before);
});

test("a month's spend as a table, as CSV, and as the API answers it", async () => {
  await copyFile(path.join(fixtures, "canonical-basic.csv"), path.join(folder, "june.csv"));
  await obole("import", "june.csv");
  const asked = "spend?from=2026-05-01&to=2026-06-01&group_by=team,model";
  const json = await obole("spend", "--month", "2026-05", "--group-by", "team,model", "--json");
  expect(json.out).toBe(`${await (await api(asked)).text()}\n`);

  const table = await obole("spend", "--month", "2026-05", "--group-by", "team,model");
  // claude-sonnet-4-5: 10.41, and 0.555 at the price of long prompts (20,000 at 6.00 + 200,000 at 0.60 + 30,000 at 7.50 + 4,000 at 22.50 a million);
  // gpt-4o 0.02931 and 0.07495 of its May version; gpt-4o-mini at half price 0.00028485; claude-haiku-4-5 0.00845: 11.07799485 together
  const { total, rows } = JSON.parse(json.out);
  expect(table.out).toContain("Spend of May 2026 (UTC)");
  expect(total.cost).toBe("11.07799485");
  expect(table.out).toMatch(/^Total .*\$11\.08$/m);
  const widths = table.out
    .split("\n")
    .filter((line) => /^(Team|Total|Search|─)/.test(line))
    .map((line) => line.length);
  expect(new Set(widths).size).toBe(1);

  const csv = await obole("spend", "--month", "2026-05", "--group-by", "team,model", "--csv");
  const costs = csv.out
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",").at(-3));
  expect(costs).toEqual(rows.map(({ cost }: { cost: string }) => cost));
});

test("usage without a price is said beside the total, never counted as free", async () => {
  await file("april.csv", [header, "2026-04-10T10:00:00Z,acme,acme-internal-1,700,300,Search,unpriced-1"].join("\n"));
  await obole("import", "april.csv");
  const { out } = await obole("spend", "--month", "2026-04");
  expect(out).toMatch(/^acme-internal-1 .* 1,000 {2}unpriced$/m);
  expect(out).toMatch(/^Total .* unpriced$/m);
  expect(out).toContain("Not in the cost: 1,000 tokens that have no price. 0% of all tokens have one.");
});

test("an estimate for chosen models, at what the API says", async () => {
  const body = JSON.stringify({ input_tokens: 10_000, output_tokens: 500, requests: 1000 });
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const { models } = await (await fetch(`${app.url}/api/v1/estimate`, { method: "POST", headers, body })).json();
  const chosen = models.filter(({ model }: { model: string }) => ["gpt-4o", "gpt-4o-mini"].includes(model));

  const args = ["estimate", "--input", "10000", "--output", "500", "--requests", "1000", "--models", "gpt-4o,gpt-4o-mini"];
  expect(JSON.parse((await obole(...args, "--json")).out).models).toEqual(chosen);
  // gpt-4o: 10,000 at 2.50 + 500 at 10.00 a million = 0.025 + 0.005 = 0.03 a request, 30 for a thousand
  expect((await obole(...args)).out).toMatch(/^openai +gpt-4o +\$0\.03 +\$30\.00$/m);
  expect(await obole("estimate", "--input", "1", "--output", "1", "--models", "gpt4o")).toMatchObject({
    code: 2,
    err: expect.stringContaining("openai/gpt-4o"),
  });
});

test("a report is fetched to a file, into a folder, or to the standard output", async () => {
  const expected = await (await api("reports/2026-05.csv?group_by=team")).text();
  await mkdir(path.join(folder, "reports"));
  const asked = ["report", "--month", "2026-05", "--group-by", "team"];
  expect((await obole(...asked)).out).toBe(expected);
  expect((await obole(...asked, "-o", "may.csv")).code).toBe(0);
  expect((await obole(...asked, "-o", "reports")).code).toBe(0);
  for (const name of ["may.csv", "reports/obole-2026-05.csv"]) expect(await readFile(path.join(folder, name), "utf8")).toBe(expected);
});

test("npx runs the command from a clone", async () => {
  const child = spawn("npx", ["obole", "--version"], {
    cwd: root,
    env: { ...process.env, npm_config_yes: "true" },
    shell: process.platform === "win32",
  });
  const { out } = await ended(child);
  expect(out.trim()).toBe(JSON.parse(await readFile(path.join(root, "package.json"), "utf8")).version);
});

test("every example of the documentation runs", async () => {
  const documentation = await readFile(path.join(root, "docs", "command-line.md"), "utf8");
  const examples = [...documentation.matchAll(/```sh\n([^`]*)```/g)].map(([, lines]) => lines ?? "").join("");
  expect(examples.match(/npx obole/g)?.length).toBeGreaterThan(10);

  const usage = await readFile(path.join(fixtures, "canonical-basic.csv"));
  await file(".obole-key", apiKey);
  await file("june.csv", usage);
  await file("june.csv.gz", gzipSync(usage));
  await file("exports/june.csv", usage);
  await file("logs/2026-06-01.csv.gz", gzipSync(usage));
  const npx = `npx() { shift; "${process.execPath}" "${command}" "$@"; }`;
  const script = `set -e\n${npx}\n${examples.replaceAll("http://localhost:3000", app.url)}`;
  const child = spawn("bash", ["-o", "pipefail", "-c", script], { cwd: folder, env: environment({ OBOLE_URL: "", OBOLE_KEY: "" }) });
  const { code, out, err } = await ended(child);
  expect({ code, err: code ? err : "" }).toEqual({ code: 0, err: "" });
  expect(out).toContain("june.csv: 20 rows read = ");
});

test("the documentation names every option and exit code, and no other", async () => {
  const { commands } = await import("../scripts/cli/command-line.mjs");
  const { exitOf, failures } = await import("../scripts/cli/failure.mjs");
  const documentation = await readFile(path.join(root, "docs", "command-line.md"), "utf8");
  const options = new Set(Object.values(commands).flatMap(({ options }) => Object.keys(options)));
  const named = new Set([...documentation.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual([...options, "version"].sort());
  const codes = [...(documentation.split("## Exit codes")[1]?.matchAll(/^\| (\d+) \|/gm) ?? [])].map(([, code]) => Number(code));
  expect(codes).toEqual([...new Set([...Object.values(exitOf), ...Object.values(failures)])].sort((a, b) => a - b));
});
