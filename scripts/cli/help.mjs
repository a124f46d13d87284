// @ts-check
import { commands } from "./command-line.mjs";
import { table } from "./text.mjs";
import { fill } from "./voice.mjs";

/**
 * How to use the whole, or one command with its options.
 * @param {import("./command-line.mjs").CommandName | null} name @param {import("./voice.mjs").Voice} voice
 */
export function helpText(name, { words }) {
  if (name === null) {
    const list = Object.entries(words.commands).map(([command, what]) => [`  obole ${command}`, what]);
    return [words.help.lead, "", ...table(list, [false, false]), "", words.help.more, "", words.help.environment, words.help.exits, ""].join("\n");
  }
  /** @type {import("./command-line.mjs").Command} */
  const { usage, options } = commands[name];
  /** @type {Record<string, string>} what an option means here only */
  const own = name in words.optionsOf ? words.optionsOf[/** @type {keyof typeof words.optionsOf} */ (name)] : {};
  const list = Object.entries(options).map(([option, { value, short }]) => [
    `  ${short ? `-${short}, ` : ""}--${option}${value ? ` ${value}` : ""}`,
    own[option] ?? words.options[/** @type {keyof typeof words.options} */ (option)],
  ]);
  const example = words.examples[name];
  const title = fill(words.help.usage, { command: name, usage });
  return [title, "", words.commands[name], "", ...table(list, [false, false]), "", ...example.split("\n").map((line) => `  ${line}`), ""].join("\n");
}
