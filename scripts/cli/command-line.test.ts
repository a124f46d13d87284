import { describe, expect, test } from "vitest";
import { commands, languageOf, parseCommandLine } from "./command-line.mjs";
import { Failure } from "./failure.mjs";
import { helpText } from "./help.mjs";
import { daysOf, spendQuery } from "./spend.mjs";
import { voiceOf } from "./voice.mjs";

function parsed(line: string) {
  const asked = parseCommandLine(line.split(" "));
  if (!("given" in asked)) throw new Error("no command");
  return asked;
}

function failureOf(line: string): Failure {
  try {
    parseCommandLine(line.split(" ").filter(Boolean));
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was understood");
}

test("a command with its files and options, in any order", () => {
  const { name, given, files } = parsed("import a.csv --dry-run - --source gateway -q b/ --jobs=4");
  expect([name, files, given.on("dry-run"), given.on("quiet"), given.text("source"), given.number("jobs", 2)]).toEqual([
    ...["import", ["a.csv", "-", "b/"], true, true],
    ...["gateway", 4],
  ]);
});

test.each([
  ["bogus", "unknown_command"],
  ["import a.csv --bogus", "unknown_option"],
  ["spend --team", "option_needs_value"],
  ["spend --team --json", "option_needs_value"],
  ["spend --json=1", "option_takes_no_value"],
  ["spend june", "superfluous"],
  ["spend --json --csv", "exclusive"],
  ["spend --month 2026-06 --from 2026-06-01", "exclusive"],
  ["import a.csv --dry-run --rejected out", "exclusive"],
  ["spend --month 2026-13", "not_a_month"],
  ["spend --granularity year", "not_one_of"],
  ["import a.csv --on-conflict ask", "not_one_of"],
  ["import a.csv --jobs two", "not_a_number"],
  ["estimate --input -5 --output 1", "option_needs_value"],
  ["estimate --input 1.5 --output 1", "not_a_number"],
  ["estimate --input 5", "missing_option"],
  ["report", "missing_option"],
])("%s: %s", (line, code) => {
  const failure = failureOf(line);
  expect([failure.code, failure.exit]).toEqual([code, 2]);
});

test("help and version, wherever people look for them", () => {
  const help = (line: string) => parseCommandLine(line.split(" ").filter(Boolean));
  expect([
    help(""),
    help("help"),
    help("--help"),
    help("help import"),
    help("import --help"),
    help("help --lang fr spend"),
    help("--version"),
  ]).toEqual([...[{ help: null }, { help: null }, { help: null }, { help: "import" }, { help: "import" }, { help: "spend" }], { version: true }]);
});

describe("the language", () => {
  test.each([
    [[], {}, "en"],
    [[], { LANG: "fr_FR.UTF-8" }, "fr"],
    [[], { LANG: "fr_FR.UTF-8", LC_ALL: "C" }, "en"],
    [["--lang", "fr"], { LANG: "en_GB" }, "fr"],
    [["spend", "--lang=en"], { LANG: "fr" }, "en"],
    [[], { LANG: "frr_DE" }, "en"],
  ])("%j %j: %s", (args, env, expected) => {
    expect(languageOf(args, env)).toBe(expected);
  });
});

test.each(["en", "fr"] as const)("the help in %s names every option of every command", (locale) => {
  for (const [name, { options }] of Object.entries(commands)) {
    const text = helpText(name as keyof typeof commands, voiceOf(locale));
    expect(text).not.toContain("undefined");
    for (const option of Object.keys(options)) expect(text).toContain(`--${option}`);
  }
});

test("a month is its first day and the one after its last", () => {
  expect([daysOf("2026-06"), daysOf("2026-12")]).toEqual([
    { from: "2026-06-01", to: "2026-07-01" },
    { from: "2026-12-01", to: "2027-01-01" },
  ]);
});

test("the question to the API: grouped by model unless asked otherwise, a filter for each name", () => {
  const query = (line: string) => spendQuery(parsed(line).given).toString();
  expect(query("spend --month 2026-06")).toBe("from=2026-06-01&to=2026-07-01&group_by=model");
  expect(query("spend --group-by none")).toBe("");
  expect(query("spend --group-by team,api-key --team A --team= --service-tier batch --as-of 2026-06-30")).toBe(
    "as_of=2026-06-30&group_by=team%2Capi_key&team=A&team=&service_tier=batch",
  );
});
