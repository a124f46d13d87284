import "server-only";
import { tokenizers } from "./counted";
import { parseQuestion, questionQuery } from "./question";
import type { Pasted } from "./schema";
import { countTokens } from "./tokenizer";

/** The address of a question with the counts of a pasted prompt and answer in it, never the text. */
export async function questionWithText({ prompt, example, query }: Pasted): Promise<URLSearchParams> {
  const address = new URLSearchParams(query);
  const { question } = parseQuestion({ ...Object.fromEntries(address), model: address.getAll("model") });
  const [input, output] = [await countTokens(prompt), await countTokens(example)];
  const counted = Object.fromEntries(tokenizers.map((name) => [name, { input: input[name], output: output[name] }])) as typeof question.counted;
  return questionQuery({ ...question, mix: false, counted });
}
