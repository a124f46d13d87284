import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dollars, parseDecimal, parseDollars, ratio } from "@/lib/money";
import { bookOfList } from "@/lib/pricing/lists/list-book";
import { readOwnList } from "@/lib/pricing/lists/obole";
import reference from "@/lib/pricing/reference/prices.json";
import type { PriceRule } from "@/lib/pricing/rule";
import { forEachClass } from "@/lib/usage/tokens";
import { answerOf } from "./answer";
import { countedText, parseCounted } from "./counted";
import { callOf, loadOf, type Usage } from "./load";
import { amountsOf } from "./pace";
import { orders, parseQuestion, type Question, questionQuery, usualQuestion } from "./question";
import { countTokens } from "./tokenizer";

const book = bookOfList(readOwnList(reference));
const at = Date.parse("2026-11-25T12:00Z");
const medium = "mistral/mistral-medium-2508";
const gpt4o = "openai/gpt-4o";

function asked(question: Partial<Question>, { usage = null as Usage | null, rules = [] as PriceRule[] } = {}) {
  const answer = answerOf({ book, rules }, { question: { ...usualQuestion, ...question }, usage, at }, gpt4o);
  const of = (id: string) => answer.rows.find(({ line }) => `${line.model.provider}/${line.model.id}` === id);
  return { ...answer, of };
}

const written = (amount: bigint | null | undefined) => (amount == null ? amount : dollars(amount));

describe("Mistral Medium 3.1", () => {
  test("10,000 tokens in and 1,000 out: $0.006 a call, $6 a thousand", () => {
    // 10,000 × 0.40 / 10⁶ + 1,000 × 2.00 / 10⁶ = 0.004 + 0.002
    const amounts = asked({ tokens: 10_000n, answer: 1_000n, calls: 1_000n }).of(medium)?.amounts.likely;
    expect(written(amounts?.call)).toBe("0.006");
    expect(written(amounts?.thousand)).toBe("6");
    // a thousand calls a day: 6 × 30, 6 × 365
    expect([amounts?.day, amounts?.month, amounts?.year].map(written)).toEqual(["6", "180", "2190"]);
  });

  test("10,000 tokens that count the answer are 7,500 and 2,500: $0.008; $43.75 a thousand on GPT-4o", () => {
    // 7,500 × 0.40 / 10⁶ + 2,500 × 2.00 / 10⁶ = 0.003 + 0.005; 7.5 × 2.50 + 2.5 × 10 = 18.75 + 25
    const { of } = asked({ tokens: 10_000n, included: true });
    expect(written(of(medium)?.amounts.likely.call)).toBe("0.008");
    expect(written(of(gpt4o)?.amounts.likely.thousand)).toBe("43.75");
  });

  test("20 % more or less: $0.0048 to $0.0072", () => {
    const amounts = asked({ margin: parseDecimal("20") }).of(medium)?.amounts;
    expect([amounts?.low.call, amounts?.high.call].map(written)).toEqual(["0.0048", "0.0072"]);
  });
});

test("a cached share has the cache price, and the input price where there is none", () => {
  // GPT-4o, 10,000 of which 4,000 cached, 1,000 out: 6,000 × 2.50 + 4,000 × 1.25 + 1,000 × 10 = 0.015 + 0.005 + 0.01
  const { of } = asked({ cached: parseDecimal("40") });
  expect(written(of(gpt4o)?.amounts.likely.call)).toBe("0.03");
  expect(written(of(medium)?.amounts.likely.call)).toBe("0.006");
});

test("in batch GPT-4o is half", () => {
  // (10,000 × 2.50 + 1,000 × 10) / 10⁶ / 2 = 0.035 / 2
  expect(written(asked({ batch: true }).of(gpt4o)?.amounts.likely.call)).toBe("0.0175");
});

test("a year that grows by 10 % a month", () => {
  // 12 months of 365/12 days at 1.1⁰ … 1.1¹¹: (1.1¹² − 1) / 0.1 = 21.38428376721; a day of $12: 365 × 21.38428376721
  const { month, year } = amountsOf(parseDollars("12"), 1n, { loadsPerDay: { numerator: 1n, denominator: 1n }, growth: parseDecimal("10") });
  expect([month, year].map(written)).toEqual(["360", "7805.26357503165"]);
});

test("one's own mix is priced by class, and per call where the calls are known", () => {
  // 3 M plain, 6 M cached, 1 M out on GPT-4o in 30 days and 1,000 calls: 7.50 + 7.50 + 10 = $25
  const tokens = { ...forEachClass(() => 0n), input: 3_000_000n, cache_read: 6_000_000n, output: 1_000_000n };
  const known = asked({ mix: true }, { usage: { tokens, calls: 1_000n } }).of(gpt4o)?.amounts.likely;
  expect([known?.call, known?.thousand, known?.month].map(written)).toEqual(["0.025", "25", "25"]);
  const unknown = asked({ mix: true }, { usage: { tokens, calls: 0n } }).of(gpt4o)?.amounts.likely;
  expect([unknown?.call, unknown?.month].map(written)).toEqual([null, "25"]);
});

test("break-even: so many times the tokens until it costs as much as the first", () => {
  // 0.035 / 0.006 = 5.8333
  const { chosen } = asked({ models: [gpt4o, medium] });
  expect(chosen.map(({ breakEven }) => breakEven && ratio(breakEven.numerator, breakEven.denominator))).toEqual([null, "5.833333"]);
});

test("models that write nothing carry no answers", () => {
  const { of, mute } = asked({});
  expect(of("openai/text-embedding-3-small")).toBeUndefined();
  expect(mute.map(({ id }) => id)).toContain("text-embedding-3-small");
  expect(asked({ answer: 0n }).of("openai/text-embedding-3-small")).toBeDefined();
});

test("a workspace's own price is beside the list price", () => {
  const rule: PriceRule = {
    id: 1,
    provider: "mistral",
    model: null,
    startsAt: 0,
    recordedAt: 0,
    note: null,
    kind: "discount",
    percent: parseDecimal("10"),
  };
  const row = asked({}, { rules: [rule] }).of(medium);
  expect([row?.amounts.likely.thousand, row?.list?.thousand].map(written)).toEqual(["5.4", "6"]);
  expect(asked({}).of(medium)?.list).toBeNull();
});

test("more tokens never cost less, and the order holds", () => {
  const numbers = fc.record({
    tokens: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    answer: fc.bigInt({ min: 0n, max: 10n ** 7n }),
    cents: fc.bigInt({ min: 0n, max: 9000n }),
  });
  fc.assert(
    fc.property(numbers, ({ tokens, answer, cents }) => {
      const { rows } = asked({ tokens, answer, margin: { digits: cents, scale: 2 } });
      for (const { amounts } of rows) {
        for (const name of ["call", "thousand", "day", "month", "year"] as const) {
          expect(Number(amounts.low[name]) <= Number(amounts.likely[name]) && Number(amounts.likely[name]) <= Number(amounts.high[name])).toBe(true);
        }
      }
      const costs = rows.map(({ line }) => line.cost);
      expect(costs.every((cost, index) => index === 0 || (costs[index - 1] ?? 0n) <= cost)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

describe("a pasted text", () => {
  // As the cookbook of the vocabularies' maker counts them.
  test.each([
    ["tiktoken is great!", { cl100k_base: 6n }],
    ["antidisestablishmentarianism", { o200k_base: 6n, cl100k_base: 6n }],
    ["2 + 2 = 4", { o200k_base: 7n, cl100k_base: 7n }],
    ["お誕生日おめでとう", { o200k_base: 8n, cl100k_base: 9n }],
    ["", { o200k_base: 0n, cl100k_base: 0n }],
  ])("%s", async (text, counts) => expect(await countTokens(text)).toMatchObject(counts));

  test("of one unbroken run is counted in reasonable time, at most a token a part too many", async () => {
    // eight a's are a token: 100,000 / 8
    expect((await countTokens("a".repeat(100_000))).o200k_base).toBe(12_500n);
    expect((await countTokens("😀".repeat(20_000))).o200k_base).toBeGreaterThan(0n);
  });

  test("names of control tokens are text like any other", async () => {
    expect((await countTokens("<|endoftext|>")).o200k_base).toBeGreaterThan(1n);
  });

  const counted = { o200k_base: { input: 1_000n, output: 100n }, cl100k_base: { input: 1_100n, output: 120n } };

  test("is exact where the vocabulary is published, else between 95 and 140 %", () => {
    const question = { ...usualQuestion, counted };
    expect(callOf(question, "cl100k_base", "high")).toEqual(counted.cl100k_base);
    expect(callOf(question, null, "low")).toEqual({ input: 950n, output: 95n });
    expect(callOf(question, null, "likely")).toEqual({ input: 1_100n, output: 110n });
    expect(callOf(question, null, "high")).toEqual({ input: 1_400n, output: 140n });
    expect(loadOf({ ...question, margin: parseDecimal("0") }, null, "o200k_base", "high").tokens).toMatchObject({ input: 1_000n, output: 100n });
  });

  test("its counts go into an address and come back", () => {
    expect(parseCounted(countedText(counted))).toEqual(counted);
    for (const broken of ["", "o200k_base.1.2", "o200k_base.1.2,cl100k_base.x.1", "o200k_base.-1.2,cl100k_base.1.1"])
      expect(parseCounted(broken)).toBeNull();
  });
});

describe("a question in an address", () => {
  const parse = (query: string) => parseQuestion(Object.fromEntries(new URLSearchParams(query)));

  test("numbers as people write them", () => {
    for (const text of ["10000", "10 000", "10\u202f000", "10\u00a0000", "10,000", "10.000", "10’000"]) {
      expect(parseQuestion({ tokens: text }), text).toMatchObject({ question: { tokens: 10_000n }, wrong: [] });
    }
    expect(parse("growth=1,5").question.growth).toEqual(parse("growth=1.5 %25").question.growth);
  });

  test("what is not understood is named, and the usual stands in", () => {
    expect(parse("tokens=many&cached=101&answer=500")).toMatchObject({ question: { tokens: 10_000n, answer: 500n }, wrong: ["tokens", "cached"] });
  });

  test("four models at most", () => {
    expect(parseQuestion({ model: ["a/1", "a/2", "a/3", "a/4", "a/5", "nonsense"] }).question.models).toEqual(["a/1", "a/2", "a/3", "a/4"]);
  });

  test("is the same after a round trip", () => {
    const cents = (most: number) =>
      fc.integer({ min: 0, max: most }).map((digits) => parseDecimal(`${Math.floor(digits / 100)}.${String(digits % 100).padStart(2, "0")}`));
    const counts = fc.bigInt({ min: 0n, max: 10n ** 12n - 1n });
    const questions = fc.record({
      ...{ tokens: counts, answer: counts, calls: counts, included: fc.boolean(), batch: fc.boolean(), mix: fc.boolean() },
      ...{ growth: cents(100_000), cached: cents(10_000), margin: cents(9_000), order: fc.constantFrom(...orders) },
      counted: fc.constantFrom(null, { o200k_base: { input: 3n, output: 0n }, cl100k_base: { input: 4n, output: 9n } }),
      models: fc.constantFrom([], [medium], [medium, "groq/openai/gpt-oss-120b"]),
    });
    fc.assert(
      fc.property(questions, (question) => {
        const query = questionQuery(question);
        const again = parseQuestion({ ...Object.fromEntries(query), model: query.getAll("model") });
        expect(again.wrong).toEqual([]);
        expect(String(questionQuery(again.question))).toBe(String(query));
        expect(again.question).toMatchObject({ tokens: question.tokens, mix: question.mix, counted: question.counted, models: question.models });
      }),
    );
  });
});
