import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ratio } from "@/lib/money";
import { type Book, type BookModel, bookModel, bookOf } from "@/lib/pricing/book";
import { bookOfList } from "@/lib/pricing/lists/list-book";
import { readOwnList } from "@/lib/pricing/lists/obole";
import reference from "@/lib/pricing/reference/prices.json";
import { type Analysis, analysisOf } from "./analysis";
import { analysisJson } from "./json";
import { analysisMarkdown } from "./markdown";
import { analysisText } from "./text";

// The price book that ships, every price checked on 23 November 2026.
const listed = readOwnList(reference);
const { models } = bookOfList(listed);
const book = withModels(models.map((model) => ({ ...model, checkedOn: "2026-11-23" })));
const at = Date.parse("2026-11-25T12:00Z");
const gpt4o = { provider: "openai", model: "gpt-4o", isPreset: true };
const [nbsp, nnbsp] = ["\u00a0", "\u202f"];

function withModels(all: readonly BookModel[]): Book {
  return bookOf({ models: all, aliases: [], providerAliases: listed.providerAliases });
}

function of(id: string, { baseline = gpt4o, r = 3n, now = at, from = book } = {}): Analysis {
  const [provider = "", ...rest] = id.split("/");
  const model = bookModel(from, provider, rest.join("/"));
  if (!model) throw new Error(`no model ${id}`);
  return analysisOf(from, model, baseline, r, now);
}

/** The book with one model otherwise. */
function changed(id: string, change: (model: BookModel) => Partial<BookModel>): Book {
  return withModels(book.models.map((model) => (`${model.provider}/${model.id}` === id ? { ...model, ...change(model) } : model)));
}

const sixPlaces = (fraction: { numerator: bigint; denominator: bigint } | null | undefined) =>
  fraction && ratio(fraction.numerator, fraction.denominator);

describe("Mistral Medium 3.1, what the product began with", () => {
  test("costs 0.80 blended 3:1, 5.46875 times less than GPT-4o's 4.375", () => {
    // (3 × 0.40 + 2.00) / 4 = 0.80; (3 × 2.50 + 10) / 4 = 4.375; 4.375 / 0.80 = 5.46875; 0.80 / 4.375 = 0.182857
    const { baseline } = of("mistral/mistral-medium-2508");
    expect(baseline?.comparison).toMatchObject({ relation: "cheaper", verdict: "cheap" });
    expect(sixPlaces(baseline?.comparison?.times)).toBe("5.468750");
    expect(sixPlaces(baseline?.comparison?.share)).toBe("0.182857");
  });

  test("answers are 62.5 % of the bill", () => {
    // 2.00 / (3 × 0.40 + 2.00) = 2 / 3.2
    expect(sixPlaces(of("mistral/mistral-medium-2508").outputShare)).toBe("0.625000");
  });

  test("in English", () => {
    expect(analysisText(of("mistral/mistral-medium-2508"), "en", "UTC")).toEqual({
      question: "Is Mistral Medium 3.1 expensive?",
      answer: "Not really.",
      paragraphs: [
        "A million tokens in costs **$0.40**, a million out **$2.00**[1][2]. At three tokens read for one written (3:1), that makes **$0.80** a million tokens, against $4.375 for GPT-4o[1][2]: **5.47 times less**, at the prices in force on 25 November 2026.",
        "That is **18.3%** of the price of GPT-4o. Up to 25% we call a model not really expensive, up to 75% moderate, up to 125% on a par, above that expensive. GPT-4o is the yardstick until a workspace names another.",
        "It is the answers that weigh: in this mix one token in four is written, and that makes 62.5% of the bill.",
        "40 models cost less today, starting with Llama 3.1 8B on Groq at $0.0575; counted are those on sale whose price was checked within 180 days. A price says nothing about the quality of the answers.",
      ],
      notes: ["The price was checked on 23 November 2026.", "No cache price is published: cached tokens count as ordinary input."],
    });
  });

  test("in French", () => {
    const { question, answer, paragraphs } = analysisText(of("mistral/mistral-medium-2508"), "fr", "UTC");
    expect(question).toBe(`Mistral Medium 3.1, est-ce cher${nbsp}?`);
    expect(answer).toBe("Pas vraiment.");
    expect(paragraphs.slice(0, 3)).toEqual([
      `Un million de jetons en entrée coûte **0,40${nbsp}$**, un million en sortie **2,00${nbsp}$**[1][2]. À raison de trois jetons lus pour un jeton écrit (3:1), cela fait **0,80${nbsp}$** le million de jetons, contre 4,375${nbsp}$ pour GPT-4o[1][2]${nbsp}: **5,47 fois moins**, aux prix en vigueur le 25 novembre 2026.`,
      `C’est **18,3${nbsp}%** du prix de GPT-4o. Jusqu’à 25${nbsp}%, nous disons d’un modèle qu’il n’est pas vraiment cher${nbsp}; jusqu’à 75${nbsp}%, que son prix est modéré${nbsp}; jusqu’à 125${nbsp}%, qu’il est comparable${nbsp}; au-delà, qu’il est cher. GPT-4o sert de référence tant qu’un espace de travail n’en choisit pas une autre.`,
      `Ce sont les réponses qui pèsent${nbsp}: dans ce mélange, un jeton sur quatre est écrit, ce qui fait 62,5${nbsp}% de la facture.`,
    ]);
  });
});

describe("the cases of grammar", () => {
  const first = (analysis: Analysis, locale: "en" | "fr" = "en") => analysisText(analysis, locale, "UTC").paragraphs[0] ?? "";

  test("dearer: 8.57 times as much as GPT-4o", () => {
    // GPT-4: (3 × 30 + 60) / 4 = 37.50; 37.50 / 4.375 = 8.571
    const analysis = of("openai/gpt-4");
    expect(analysisText(analysis, "en", "UTC").answer).toBe("Yes.");
    expect(first(analysis)).toContain("**8.57 times as much**");
    expect(analysisText(analysis, "fr", "UTC").answer).toBe("Oui.");
    expect(first(analysis, "fr")).toContain("**8,57 fois plus**");
  });

  test("a little dearer is said in per cent", () => {
    // GPT-5.2: (3 × 1.75 + 14) / 4 = 4.8125; 4.8125 / 4.375 = 1.1
    expect(first(of("openai/gpt-5.2"))).toContain("**10% more**");
    expect(analysisText(of("openai/gpt-5.2"), "fr", "UTC").answer).toBe("Autant que GPT-4o, à peu près.");
  });

  test("equal, to the digit", () => {
    const analysis = of("cohere/command-a-03-2025");
    expect(first(analysis)).toContain("**exactly the same**");
    expect(first(analysis, "fr")).toContain("**exactement autant**");
  });

  test("a hair cheaper is not called the same", () => {
    const from = changed("mistral/mistral-medium-2508", ({ periods }) => ({
      periods: periods.map((period) => ({ ...period, prices: { ...period.prices, input: 2_499_999n, output: 10_000_000n } })),
    }));
    expect(first(of("mistral/mistral-medium-2508", { from }))).toContain("**under 0.1% less**");
  });

  test("the baseline itself is the yardstick", () => {
    const { answer, paragraphs } = analysisText(of("openai/gpt-4o"), "en", "UTC");
    expect(answer).toBe("It is the yardstick.");
    expect(paragraphs[1]).toContain("its own price is 100%");
  });

  test("free, by an explicit zero", () => {
    const from = changed("mistral/mistral-medium-2508", ({ periods }) => ({
      periods: periods.map((period) => ({ ...period, prices: { ...period.prices, input: 0n, output: 0n } })),
    }));
    const { answer, paragraphs } = analysisText(of("mistral/mistral-medium-2508", { from }), "fr", "UTC");
    expect(answer).toBe("Non, c’est gratuit.");
    expect(paragraphs[0]).toMatch(/^Il ne coûte rien/);
    expect(paragraphs.join()).not.toContain("fois");
  });

  test("a model that writes nothing is not called cheap", () => {
    const analysis = of("openai/text-embedding-3-small");
    expect(analysis).toMatchObject({ without: "writes_nothing", cheaper: [], outputShare: null });
    expect(analysisText(analysis, "en", "UTC").answer).toBe("There is no saying.");
  });

  test("a price that begins later, and one that is announced", () => {
    const later = changed("mistral/mistral-medium-2508", ({ periods }) => ({
      periods: periods.map((period) => ({ ...period, startsAt: Date.parse("2027-01-01") })),
    }));
    expect(first(of("mistral/mistral-medium-2508", { from: later }))).toBe(
      "Its price begins on 1 January 2027: **$0.40** in, **$2.00** out per million tokens. Until then there is nothing to compare.",
    );
    expect(analysisText(of("google/gemini-3.7-flash"), "fr", "UTC").notes).toContainEqual(
      `À partir du 1er janvier 2027, ce sera 1,50${nbsp}$ en entrée et 7,50${nbsp}$ en sortie.`,
    );
  });

  test("a price that another took the place of", () => {
    expect(analysisText(of("mistral/mistral-medium-latest"), "en", "UTC").notes).toContain("Before 16 June 2026 it was $0.40 in and $2.00 out.");
  });

  test("withdrawn", () => {
    const from = changed("mistral/mistral-medium-2508", () => ({ retiredOn: "2026-10-01" }));
    expect(analysisText(of("mistral/mistral-medium-2508", { from }), "en", "UTC").notes[0]).toBe(
      "It was withdrawn on 1 October 2026; these are its last prices.",
    );
  });

  test("no baseline that could be compared with", () => {
    const baseline = { provider: "openai", model: "text-embedding-3-small", isPreset: false };
    expect(of("mistral/mistral-medium-2508", { baseline }).without).toBe("no_baseline");
    expect(of("mistral/mistral-medium-2508", { baseline: { provider: "acme", model: "gone", isPreset: false } }).without).toBe("no_baseline");
  });
});

describe("what is old or unverified says so", () => {
  const notes = (checkedOn: string | null, id = "mistral/mistral-medium-2508") =>
    analysisText(of("mistral/mistral-medium-2508", { from: changed(id, () => ({ checkedOn })) }), "en", "UTC").notes;

  test("never confirmed", () => expect(notes(null)).toContain("No dated source confirms this price."));
  test("confirmed 90 days ago is recent, 91 is not", () => {
    // 25 November minus 90 days is 27 August
    expect(notes("2026-08-27")).toContain("The price was checked on 27 August 2026.");
    expect(notes("2026-08-26")).toContain("The price was last checked on 26 August 2026, 91 days ago: it may have changed.");
  });
  test("of the baseline too", () => expect(notes(null, "openai/gpt-4o")).toContain("No dated source confirms the price of GPT-4o."));

  test("a model whose price no source confirmed within 180 days is not named as cheaper", () => {
    const cheapest = "groq/llama-3.1-8b-instant";
    const from = changed(cheapest, () => ({ checkedOn: "2026-05-28" })); // 181 days before
    const isNamed = (analysis: Analysis) => analysis.cheaper.some(({ model }) => `${model.provider}/${model.id}` === cheapest);
    expect(isNamed(of("mistral/mistral-medium-2508"))).toBe(true);
    expect(isNamed(of("mistral/mistral-medium-2508", { from }))).toBe(false);
  });
});

// Hundreds of whole analyses: slow on a busy machine.
describe("every model of the book, in both languages", { timeout: 60_000 }, () => {
  const every = book.models.map((model) => `${model.provider}/${model.id}`);
  test.each(["en", "fr"] as const)("is told in whole sentences: %s", (locale) => {
    for (const id of every) {
      for (const r of [0n, 3n, 20n]) {
        const analysis = of(id, { r });
        const { question, answer, paragraphs, notes } = analysisText(analysis, locale, "America/Montreal");
        for (const sentence of [question, answer, ...paragraphs, ...notes]) {
          expect(sentence, id).not.toMatch(/undefined|NaN|null|[{}]|analysis\.| {2}|<\/?b>/);
          expect(sentence, id).toMatch(/[.?]$/);
        }
        expect(paragraphs.length, id).toBeGreaterThan(0);
        if (locale === "fr") expect([...paragraphs, ...notes].join(" "), id).not.toMatch(/\$\d| [:;?%$]/);
        // No ratio without the other model, the weights and the day of the prices.
        if (analysis.baseline?.comparison && !analysis.without) {
          for (const part of [analysis.baseline.model.name, `(${r}:1)`, "2026"]) expect(paragraphs[0], id).toContain(part);
        }
      }
    }
  });

  test("says the same figures as JSON and Markdown", () => {
    for (const id of every) {
      const analysis = of(id);
      const { text, verdict, without_verdict: without } = analysisJson(analysis, "fr", "UTC");
      expect((verdict === null) !== (without === null), id).toBe(true);
      const markdown = analysisMarkdown(analysis, "fr", "UTC");
      for (const paragraph of text.paragraphs) expect(markdown).toContain(paragraph);
      for (const [, number] of markdown.matchAll(/\[(\d+)\](?!\()/g)) expect(Number(number), id).toBeLessThanOrEqual(analysis.sources.length);
    }
  });
});

test("a model is cheaper exactly where the other is dearer, and as many times", () => {
  const answering = book.models.filter(({ periods }) => (periods.at(-1)?.prices.output ?? 0n) > 0n);
  fc.assert(
    fc.property(fc.constantFrom(...answering), fc.constantFrom(...answering), fc.bigInt({ min: 0n, max: 1000n }), (a, b, r) => {
      const against = (model: BookModel, other: BookModel) =>
        analysisOf(book, model, { provider: other.provider, model: other.id, isPreset: false }, r, at).baseline?.comparison;
      const [there, back] = [against(a, b), against(b, a)];
      const opposite = { cheaper: "dearer", dearer: "cheaper", equal: "equal" } as const;
      expect(there && opposite[there.relation]).toBe(back?.relation);
      expect(sixPlaces(there?.times)).toBe(sixPlaces(back?.times));
    }),
  );
});

test("Markdown is a document to send on", () => {
  const markdown = analysisMarkdown(of("mistral/mistral-medium-2508"), "fr", "UTC");
  expect(markdown).toContain(`# Mistral Medium 3.1, est-ce cher${nbsp}?\n\n**Pas vraiment.**`);
  expect(markdown).toContain(`| Mélangé 3:1 | 0,80${nbsp}$ | 4,375${nbsp}$ |`);
  expect(markdown).toContain(
    "1. [pydantic/genai-prices (MIT), price data at commit 47df840](https://github.com/pydantic/genai-prices/tree/main/prices/providers), état du 21 août 2026",
  );
  expect(markdown).not.toContain(nnbsp.repeat(2));
});
