// @ts-check
// `obole report`: the finance report of a month, to a file or to the standard output.
import { stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure } from "./failure.mjs";
import { saveTo } from "./save.mjs";
import { fill } from "./voice.mjs";

/** @param {import("./run.mjs").Call} call @returns {Promise<number>} the exit code */
export async function runReport({ given, server, voice, out, err }) {
  const format = given.text("format") ?? "csv";
  const name = `${given.text("month")}.${format}`;
  const groupBy = given.text("group-by");
  const query = new URLSearchParams(groupBy === undefined ? {} : { group_by: groupBy.replaceAll("-", "_") });
  const url = server.at(`/api/v1/reports/${name}`, query);
  const output = given.text("output");
  if (output === undefined || output === "-") {
    if (out.isTTY && ["xlsx", "pdf"].includes(format)) throw new Failure("binary_to_terminal", { format });
    await server.ask(url, (answer) => pipeline(answer, out, { end: false }));
    return 0;
  }
  const isFolder = (await stat(output).catch(() => null))?.isDirectory();
  const file = isFolder ? path.join(output, `obole-${name}`) : output;
  await server.ask(url, (answer) => saveTo(answer, file));
  err.write(`${fill(voice.words.saved, { file })}\n`);
  return 0;
}
