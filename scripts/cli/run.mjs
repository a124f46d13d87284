// @ts-check
// One call of the command, from its arguments to its exit code.
import { readFile } from "node:fs/promises";
import { commands, languageOf, parseCommandLine } from "./command-line.mjs";
import { runEstimate } from "./estimate.mjs";
import { Failure } from "./failure.mjs";
import { helpText } from "./help.mjs";
import { runImport } from "./import.mjs";
import { runReport } from "./report.mjs";
import { Server } from "./server.mjs";
import { runSpend } from "./spend.mjs";
import { failureText, fill, voiceOf, waitText } from "./voice.mjs";

/**
 * @typedef {Record<string, string | undefined>} Environment
 * @typedef {{ given: import("./command-line.mjs").Given, files: string[], server: Server, voice: import("./voice.mjs").Voice, signal: AbortSignal,
 *   out: NodeJS.WriteStream, err: NodeJS.WriteStream }} Call
 */

const runs = { import: runImport, spend: runSpend, estimate: runEstimate, report: runReport };
const usualUrl = "http://localhost:3000";
const usualRetries = 3;

/** Does what the arguments ask for and answers the exit code. @param {string[]} args @param {{ env: Environment, signal: AbortSignal, out: NodeJS.WriteStream, err: NodeJS.WriteStream }} world */
export async function run(args, { env, signal, out, err }) {
  const voice = voiceOf(languageOf(args, env));
  try {
    const asked = parseCommandLine(args);
    if ("version" in asked) out.write(`${await version()}\n`);
    else if ("help" in asked) out.write(helpText(asked.help, voice));
    else {
      const { name, given, files } = asked;
      const server = await serverOf(given, env, { language: voice.locale, signal });
      server.onWait = (wait) => err.write(`${waitText(wait, voice)}\n`);
      if (isOpen(server.base)) err.write(`${fill(voice.words.unencrypted, { host: server.base.host })}\n`);
      return await runs[name]({ given, files, server, voice, signal, out, err });
    }
    return 0;
  } catch (error) {
    const failure = error instanceof Failure ? error : null;
    if (!failure) throw error;
    err.write(`${failureText(failure, voice)}\n`);
    if (failure.exit === 2 && Object.hasOwn(commands, args[0] ?? "")) err.write(`${fill(voice.words.seeHelp, { command: args[0] ?? "" })}\n`);
    return failure.exit;
  }
}

/**
 * Where to and with which key. Throws Failure.
 * @param {import("./command-line.mjs").Given} given @param {Environment} env @param {{ language: "en" | "fr", signal: AbortSignal }} options
 */
async function serverOf(given, env, { language, signal }) {
  const address = given.text("url") || env.OBOLE_URL || usualUrl;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) throw new Failure("bad_url", { url: address });
  const url = new URL(address);
  if (url.username || url.password) throw new Failure("bad_url", { url: url.host });
  return new Server({ url, key: await keyOf(given, env), language, retries: given.number("retries", usualRetries), signal, onWait: () => {} });
}

/** The key is never shown, not even a wrong one. @param {import("./command-line.mjs").Given} given @param {Environment} env */
async function keyOf(given, env) {
  const file = given.text("key-file") ?? (given.text("key") === undefined && !env.OBOLE_KEY ? env.OBOLE_KEY_FILE : undefined);
  const key = file
    ? await readFile(file, "utf8").catch(() => Promise.reject(new Failure("unreadable_key", { file })))
    : (given.text("key") ?? env.OBOLE_KEY);
  if (!key?.trim()) throw new Failure("no_key");
  if (!/^[\x21-\x7e]+$/.test(key.trim())) throw new Failure("bad_key");
  return key.trim();
}

/** Whether the key would travel for all to read. @param {URL} url */
function isOpen({ protocol, hostname }) {
  return protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

async function version() {
  return JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")).version;
}
