import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.dirname(import.meta.dirname);
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const documents = ["README.md", "SECURITY.md", "CHANGELOG.md", ...["docs", "docs/decisions"].flatMap(markdownIn)];

function markdownIn(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

test.each(documents)("the links of %s lead somewhere", (file) => {
  const targets = [...read(file).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = ""]) => target).filter((target) => !/^https?:/.test(target));
  const missing = targets.filter((target) => !existsSync(path.join(root, path.dirname(file), target)));
  expect(missing).toEqual([]);
});

test.each(documents)("the commands of %s exist", (file) => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = [...read(file).matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short);
  expect(named.filter((name) => !(String(name) in scripts))).toEqual([]);
});

test("every setting that is read is documented, and no other", () => {
  const names = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].sort();
  const parsed = names(read("scripts/environment.mjs"), /(?:source\.|(?:text|wholeNumber)\(\s*")([A-Z][A-Z0-9_]+)/g);
  expect(parsed).toContain("PORT");
  const tables = read("docs/configuration.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|")[1])
    .join(" ");
  expect(names(tables, /`([A-Z][A-Z0-9_]+)`/g)).toEqual(parsed);
  expect(names(read(".env.example"), /^([A-Z][A-Z0-9_]+)=/gm)).toEqual(parsed);
});
