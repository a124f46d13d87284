// @ts-check
// `obole estimate`: what a usage would cost on each model, cheapest first.
import { Failure } from "./failure.mjs";
import { exactMoney, money } from "./figures.mjs";
import { table } from "./text.mjs";
import { counted, fill } from "./voice.mjs";

/**
 * @typedef {import("./voice.mjs").Voice} Voice
 * @typedef {{ per_request: string, total: string }} Amounts
 * @typedef {{ provider: string, model: string, list: Amounts, cost: Amounts, over_window: boolean }} Line
 * @typedef {{ models: Line[], verdict: Record<string, any> | null }} Estimate
 */

/** @param {import("./run.mjs").Call} call @returns {Promise<number>} the exit code */
export async function runEstimate({ given, server, voice, out }) {
  const body = Buffer.from(JSON.stringify(estimateBody(given)));
  const sending = /** @type {import("./server.mjs").Sending} */ ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: { content: [body], size: body.length },
  });
  const shown = chosen(await server.json(server.at("/api/v1/estimate"), () => sending), given.text("models"));
  out.write(given.on("json") ? `${JSON.stringify(shown)}\n` : `${estimateLines(shown, given.number("requests", 1), voice).join("\n")}\n`);
  return 0;
}

/** @param {import("./command-line.mjs").Given} given */
function estimateBody(given) {
  const [tier, baseline] = [given.text("tier"), given.text("baseline")];
  return {
    input_tokens: given.number("input", 0),
    output_tokens: given.number("output", 0),
    cached_input_tokens: given.number("cached", 0),
    requests: given.number("requests", 1),
    ...(tier !== undefined && { service_tier: tier }),
    ...(baseline !== undefined && { baseline }),
  };
}

/**
 * The models named, by id or by provider/id; the verdict stays where its model does. Throws Failure, with what comes near.
 * @param {Estimate} estimate @param {string} [names] @returns {Estimate}
 */
export function chosen({ models, verdict, ...rest }, names) {
  if (names === undefined) return { ...rest, models, verdict };
  const wanted = names.split(",").map((name) => name.trim().toLowerCase());
  const isCalled = (/** @type {Line} */ { provider, model }, /** @type {string} */ name) =>
    name === model.toLowerCase() || name === `${provider}/${model}`.toLowerCase();
  const unknown = wanted.filter((name) => !models.some((line) => isCalled(line, name)));
  if (unknown.length) throw new Failure("unknown_models", { models: unknown.join(", "), near: nearest(models, unknown) });
  const kept = models.filter((line) => wanted.some((name) => isCalled(line, name)));
  const isKept = kept.some(({ provider, model }) => provider === verdict?.provider && model === verdict.model);
  return { ...rest, models: kept, verdict: isKept ? verdict : null };
}

/** Models whose names hold one of the texts or lie in it, dashes and dots aside. @param {Line[]} models @param {string[]} texts */
function nearest(models, texts) {
  const plain = (/** @type {string} */ text) =>
    text
      .toLowerCase()
      .replace(/.*\//, "")
      .replace(/[^a-z0-9]/g, "");
  const isNear = (/** @type {Line} */ { model }) => texts.some((text) => plain(model).includes(plain(text)) || plain(text).includes(plain(model)));
  const near = models.filter(isNear).slice(0, 8);
  return near.map(({ provider, model }) => `${provider}/${model}`).join(", ");
}

/** The table, and what stands out. @param {Estimate} estimate @param {number} requests @param {Voice} voice */
export function estimateLines({ models, verdict }, requests, voice) {
  const { words, locale } = voice;
  const isOwn = models.some(({ list, cost }) => list.total !== cost.total);
  const { provider, model, perRequest, total, atList } = words.estimate;
  const heads = [provider, model, perRequest, counted(total, requests, voice), ...(isOwn ? [atList] : []), ""];
  const rows = models.map(({ provider, model, list, cost, over_window: isOver }) => [
    provider,
    model,
    exactMoney(cost.per_request, locale),
    money(cost.total, locale),
    ...(isOwn ? [money(list.total, locale)] : []),
    isOver ? words.estimate.overWindow : "",
  ]);
  const lines = table([heads, null, ...rows], [false, false, true, true, ...(isOwn ? [true] : []), false]);
  const sentence = verdict && words.estimate.verdicts[/** @type {keyof typeof words.estimate.verdicts} */ (verdict.verdict)];
  if (sentence && verdict) lines.push("", fill(sentence, { model: `${verdict.provider}/${verdict.model}`, baseline: verdict.baseline }));
  return lines;
}
