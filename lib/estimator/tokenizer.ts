import "server-only";
import type { Tokenizer } from "./counted";

/** Longer runs without a break are counted in parts: merging takes the square of their length. */
const longestRun = 512;

/** Counts the tokens of a text; nothing of it is kept. A run of more than 512 letters, digits, blanks or marks is counted in parts, which may add a token to each. */
export async function countTokens(text: string): Promise<Record<Tokenizer, bigint>> {
  // Each vocabulary is some megabytes, so it is read when it is first needed.
  const [o200k, cl100k] = await Promise.all([import("gpt-tokenizer/encoding/o200k_base"), import("gpt-tokenizer/encoding/cl100k_base")]);
  const parts = partsOf(text);
  const plain = { disallowedSpecial: new Set<string>() };
  const counted = {} as Record<Tokenizer, bigint>;
  for (const [name, { countTokens: count, clearMergeCache }] of [
    ["o200k_base", o200k],
    ["cl100k_base", cl100k],
  ] as const) {
    counted[name] = BigInt(parts.reduce((all, part) => all + count(part, plain), 0));
    clearMergeCache(); // it holds words of the text
  }
  return counted;
}

/** The text in parts, none of which holds an unbroken run of more than `longestRun` characters. */
function partsOf(text: string): string[] {
  const runs = new RegExp(`[\\p{L}\\p{M}]{${longestRun},}|\\p{N}{${longestRun},}|\\s{${longestRun},}|[^\\s\\p{L}\\p{M}\\p{N}]{${longestRun},}`, "gu");
  const cuts = [...text.matchAll(runs)].flatMap(({ 0: run, index }) => {
    const inside: number[] = [];
    // Never between the two halves of a character.
    for (let at = index; at < index + run.length; at += longestRun) inside.push(/[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at);
    return [...inside, index + run.length];
  });
  const edges = [0, ...cuts, text.length];
  return edges
    .slice(1)
    .map((end, place) => text.slice(edges[place], end))
    .filter(Boolean);
}
