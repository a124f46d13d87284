import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readContract } from "./contract";

test("the example file reads as it says", async () => {
  const { rules, problems } = readContract(await readFile("public/example-contract.csv", "utf8"), "Europe/Paris");
  expect(problems).toEqual([]);
  expect(rules.map(({ kind, scope, from }) => [kind, scope, from])).toEqual([
    ["price", { provider: "mistral", model: "mistral-medium-3.1" }, "2026-07-01"],
    ["discount", { provider: "anthropic" }, "2026-07-01"],
    ["price", { model: "house-model-7b" }, "2026-01-01"],
    ["alias", { provider: "openai", model: "our-deployment" }, "2026-03-01"],
  ]);
});

test("semicolons leave the comma to the decimals; a time is the workspace's; tiers and long prompts have columns", () => {
  const header = "model;input;output;batch_input;long_threshold;long_input;from;time";
  const { rules } = readContract(`${header}\ngpt-4o;2,25;9;1,10;128 000;4,5;2026-07-01;10:15\n`, "Asia/Kolkata");
  expect(rules).toMatchObject([
    {
      from: "2026-07-01T04:45:00Z",
      prices: { input: "2.25", output: "9", tiers: { batch: { input: "1.10" } }, long_context: { threshold_input_tokens: 128_000, input: "4.5" } },
    },
  ]);
});

test("one wrong line is enough for none to count, and each is named", () => {
  const { rules, problems } = readContract("model,percent,from\ngpt-4o,10,2026-07-01\ngpt-4o,ten,2026-07-01\ngpt-4o,10,01/07/2026\n", "UTC");
  expect(rules).toEqual([]);
  expect(problems).toEqual([
    { line: 3, detail: "percent: not a percent" },
    { line: 4, detail: "from: not a start" },
  ]);
});

test.each([
  ["", "the file is empty"],
  ["model,from\n", "there is no line below the header"],
  ["model,price,from\nx,1,2026-07-01\n", "unknown column price"],
  ["model,input\nx,1\n", "the column from is missing"],
  ['model,from\n"x,2026-07-01\n', "a quote opens here"],
])("%j is refused: %s", (text, detail) => expect(readContract(text, "UTC").problems[0]?.detail).toContain(detail));
