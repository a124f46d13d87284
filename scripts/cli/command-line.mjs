// @ts-check
// What is asked for: the commands, their options, and the arguments checked against them. Pure.
import { parseArgs } from "node:util";
import { Failure } from "./failure.mjs";

/**
 * `value`: what stands after the option in the help; without one it is a switch. `key` of `words.options` is the option's name.
 * @typedef {{ value?: string, short?: string, multiple?: boolean, takes?: "number" | "month" | readonly string[] }} Option
 * @typedef {{ options: Record<string, Option>, usage: string, required?: string[], exclusive?: [string, string][], files?: boolean }} Command
 */

/** @type {Record<string, Option>} */
const connection = {
  url: { value: "URL" },
  key: { value: "KEY" },
  "key-file": { value: "FILE" },
  retries: { value: "N", takes: "number" },
  lang: { value: "en|fr", takes: ["en", "fr"] },
  help: { short: "h" },
};

export const dimensions = ["provider", "model", "team", "project", "user", "api-key", "source", "service-tier", "import"];

/** @type {Record<string, Option>} */
const filters = Object.fromEntries(dimensions.map((name) => [name, { value: "NAME", multiple: true }]));

/** @satisfies {Record<string, Command>} */
export const commands = {
  import: {
    usage: "FILE…",
    files: true,
    options: {
      "dry-run": {},
      source: { value: "NAME" },
      timezone: { value: "ZONE" },
      format: { value: "FORMAT" },
      mapping: { value: "FILE" },
      month: { value: "YYYY-MM", takes: "month" },
      "on-conflict": { value: "keep|replace", takes: ["keep", "replace"] },
      filename: { value: "NAME" },
      rejected: { value: "FOLDER" },
      "allow-rejected": {},
      jobs: { value: "N", takes: "number" },
      json: {},
      quiet: { short: "q" },
      ...connection,
    },
    exclusive: [["rejected", "dry-run"]],
  },
  spend: {
    usage: "[--month YYYY-MM]",
    options: {
      month: { value: "YYYY-MM", takes: "month" },
      from: { value: "YYYY-MM-DD" },
      to: { value: "YYYY-MM-DD" },
      "group-by": { value: "NAMES" },
      granularity: { value: "UNIT", takes: ["none", "hour", "day", "week", "month"] },
      "as-of": { value: "DATE" },
      ...filters,
      json: {},
      csv: {},
      ...connection,
    },
    exclusive: [
      ["json", "csv"],
      ["month", "from"],
      ["month", "to"],
    ],
  },
  estimate: {
    usage: "--input N --output N",
    required: ["input", "output"],
    options: {
      input: { value: "N", takes: "number" },
      output: { value: "N", takes: "number" },
      cached: { value: "N", takes: "number" },
      requests: { value: "N", takes: "number" },
      tier: { value: "TIER" },
      baseline: { value: "MODEL" },
      models: { value: "NAMES" },
      json: {},
      ...connection,
    },
  },
  report: {
    usage: "--month YYYY-MM [-o FILE]",
    required: ["month"],
    options: {
      month: { value: "YYYY-MM", takes: "month" },
      format: { value: "FORMAT", takes: ["csv", "xlsx", "pdf", "json", "focus.csv"] },
      "group-by": { value: "NAMES" },
      output: { value: "FILE", short: "o" },
      ...connection,
    },
  },
};

/** @typedef {keyof typeof commands} CommandName */

/** Given options: `text` of those with a value, `all` of those that may be repeated, `on` for the switches. */
export class Given {
  /** @param {Record<string, string | boolean | (string | boolean)[] | undefined>} values */
  constructor(values) {
    this.values = values;
  }

  /** @param {string} name @returns {string | undefined} */
  text(name) {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** @param {string} name @param {number} standard */
  number(name, standard) {
    return Number(this.text(name) ?? standard);
  }

  /** @param {string} name @returns {string[]} */
  all(name) {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** @param {string} name */
  on(name) {
    return this.values[name] === true;
  }
}

/**
 * The command, its options and its files; `help` or `version` where that is what was asked for. Throws Failure.
 * @param {string[]} args
 * @returns {{ name: CommandName, given: Given, files: string[] } | { help: CommandName | null } | { version: true }}
 */
export function parseCommandLine([first = "help", ...rest]) {
  if (first === "--version" || first === "-v") return { version: true };
  if (first === "help" || first === "--help" || first === "-h") {
    const topic = rest.find((text, at) => !text.startsWith("-") && rest[at - 1] !== "--lang");
    return { help: topic === undefined ? null : commandNamed(topic) };
  }
  const name = commandNamed(first);
  const { given, files } = parseOptions(name, rest);
  if (given.on("help")) return { help: name };
  checkOptions(name, given);
  return { name, given, files };
}

/** English or French: what `--lang` says, else the environment. @param {string[]} args @param {Record<string, string | undefined>} env */
export function languageOf(args, env) {
  const at = args.indexOf("--lang");
  const asked = at >= 0 ? args[at + 1] : args.find((text) => text.startsWith("--lang="))?.slice("--lang=".length);
  return /^fr\b|^fr_/i.test(asked ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || "")) ? "fr" : "en";
}

/** @param {string} name @returns {CommandName} */
function commandNamed(name) {
  if (Object.hasOwn(commands, name)) return /** @type {CommandName} */ (name);
  throw new Failure("unknown_command", { command: name, commands: Object.keys(commands).join(", ") });
}

/** @param {CommandName} name @param {string[]} args */
function parseOptions(name, args) {
  const command = /** @type {Command} */ (commands[name]);
  const options = Object.fromEntries(
    Object.entries(command.options).map(([option, { value, short, multiple }]) => [
      option,
      { type: /** @type {"string" | "boolean"} */ (value ? "string" : "boolean"), ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    if (positionals.length && !command.files) throw new Failure("superfluous", { command: name, argument: positionals[0] ?? "" });
    return { given: new Given(values), files: positionals };
  } catch (error) {
    throw error instanceof Failure ? error : misuse(name, /** @type {Error & { code?: string }} */ (error));
  }
}

/** What Node's parser says, in our words. @param {CommandName} command @param {Error & { code?: string }} error */
function misuse(command, { code, message }) {
  const option = /'(--?[^\s',<=]+)/.exec(message)?.[1] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return new Failure("unknown_option", { option, command });
  if (/does not take an argument/.test(message)) return new Failure("option_takes_no_value", { option });
  return new Failure("option_needs_value", { option });
}

/** @param {CommandName} name @param {Given} given */
function checkOptions(name, given) {
  const { options, required = [], exclusive = [] } = /** @type {Command} */ (commands[name]);
  for (const [one, other] of exclusive) {
    if (given.values[one] !== undefined && given.values[other] !== undefined)
      throw new Failure("exclusive", { one: `--${one}`, other: `--${other}` });
  }
  for (const option of required) {
    if (given.text(option) === undefined) throw new Failure("missing_option", { command: name, option: `--${option}` });
  }
  for (const [option, { takes }] of Object.entries(options)) {
    const text = given.text(option);
    if (text === undefined || takes === undefined) continue;
    if (takes === "number" && !/^\d{1,13}$/.test(text)) throw new Failure("not_a_number", { option: `--${option}`, value: text });
    if (takes === "month" && !/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new Failure("not_a_month", { option: `--${option}`, value: text });
    if (Array.isArray(takes) && !takes.includes(text)) {
      throw new Failure("not_one_of", { option: `--${option}`, value: text, choices: takes.join(", ") });
    }
  }
}
