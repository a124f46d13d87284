import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dollars, parseDecimal, picoPerToken } from "@/lib/money";
import { quarterHour } from "@/lib/period";
import { forEachClass, type Tokens } from "@/lib/usage/tokens";
import { blended, blendedPerMillion, verdict } from "./blended";
import { type BookModel, type BookPeriod, bookOf } from "./book";
import { priceCuts } from "./cuts";
import { bandOf, promptEdges } from "./edges";
import { matchModel } from "./match";
import { costOf, referencePrice, resolve } from "./price";
import type { PriceRule } from "./rule";
import type { PriceSheet } from "./sheet";

type Published = { input: string; output: string; cache_read?: string; cache_write_5m?: string; cache_write_1h?: string };

const published = (of: Published) => ({
  ...forEachClass((name) => (of[name] === undefined ? null : picoPerToken(of[name]))),
  input: picoPerToken(of.input),
  output: picoPerToken(of.output),
});
const sheet = (prices: Published): PriceSheet => ({ prices: published(prices), tiers: {}, long: null, request: 0n });
const period = (from: string | null, prices: Published, long?: { threshold: bigint; prices: Published }): BookPeriod => ({
  startsAt: from === null ? null : Date.parse(from),
  startIsCertain: true,
  startBasis: null,
  prices: published(prices),
  long: long ? { threshold: long.threshold, prices: published(long.prices), tiers: {} } : null,
  tiers: {},
  request: 0n,
  note: null,
  sources: [],
  recordedAt: null,
});
const model = (of: Partial<BookModel> & { id: string }): BookModel => ({
  provider: "acme",
  name: of.id,
  tier: "mid",
  patterns: [],
  tokenizer: null,
  contextWindow: null,
  batchMultiplier: null,
  releasedOn: null,
  retiredOn: null,
  note: null,
  checkedOn: null,
  periods: [],
  ...of,
});

const atlas = model({
  id: "atlas",
  name: "Atlas 1",
  patterns: [/^atlas-\d{4}-\d{2}-\d{2}$/i],
  batchMultiplier: parseDecimal("0.5"),
  // dollars per million tokens
  periods: [
    period(
      "2026-01-01T00:00Z",
      { input: "3", output: "15", cache_read: "0.30", cache_write_5m: "3.75" },
      { threshold: 200_000n, prices: { input: "6", output: "22.50" } },
    ),
    period("2026-03-16T00:00Z", { input: "2", output: "10", cache_read: "0.20" }),
  ],
});
const older = model({ id: "older", periods: [period(null, { input: "1", output: "2" })] });
const book = bookOf({
  models: [atlas, older],
  providerAliases: new Map([
    ["acme", "acme"],
    ["acme ai", "acme"],
  ]),
  aliases: [
    { provider: "acme", alias: "latest", startsAt: null, startIsCertain: true, recordedAt: null, model: older },
    { provider: "acme", alias: "latest", startsAt: Date.parse("2026-02-01T00:00Z"), startIsCertain: true, recordedAt: null, model: atlas },
  ],
});

const march15 = Date.parse("2026-03-15T23:45Z");
const march16 = march15 + quarterHour;
const key = { provider: "acme", name: "atlas", tier: "", band: 0n };
const tokens = (of: Partial<Tokens>): Tokens => ({ ...forEachClass(() => 0n), ...of });
const used = tokens({ input: 1_000_000n, cache_read: 2_000_000n, output: 100_000n });
const cost = (at: number, rules: PriceRule[] = [], of = key) => {
  const { price } = resolve(book, rules, of, at);
  return price && dollars(costOf(used, 1n, price.prices));
};
const common = { id: 1, provider: null, model: null, startsAt: 0, recordedAt: 0, note: null };

describe("the price of a quarter hour", () => {
  test("is the latest that has started", () => {
    // 1 M input at 3.00 + 2 M cache reads at 0.30 + 0.1 M output at 15.00 = 3.00 + 0.60 + 1.50
    expect(cost(march15)).toBe("5.1");
    // a quarter hour later: 2.00 + 0.40 + 1.00
    expect(cost(march16)).toBe("3.4");
  });

  test("before the first one a model is unpriced, not free", () => {
    expect(cost(Date.parse("2025-12-31T23:45Z"))).toBeNull();
  });

  test("a batch costs its multiplier", () => {
    // half of 5.10
    expect(cost(march15, [], { ...key, tier: "batch" })).toBe("2.55");
  });

  test("a batch without a known multiplier costs the standard price, and says so", () => {
    const { price } = resolve(book, [], { ...key, name: "older", tier: "batch" }, march15);
    expect(price?.assumed.map(({ kind }) => kind)).toContain("batch");
    expect(price?.prices.input).toBe(picoPerToken("1"));
  });

  test("another tier costs the standard price, and says so", () => {
    expect(cost(march15, [], { ...key, tier: "flex" })).toBe("5.1");
    expect(resolve(book, [], { ...key, tier: "flex" }, march15).price?.assumed).toContainEqual(expect.objectContaining({ kind: "tier" }));
  });

  test("a long prompt costs the long price for all of it; a class without one keeps its own", () => {
    // 1 M at 6.00 + 2 M reads at 0.30 + 0.1 M output at 22.50 = 6.00 + 0.60 + 2.25
    expect(cost(march15, [], { ...key, band: 200_000n })).toBe("8.85");
    // a total of many requests is never taken for one long prompt
    expect(cost(march15, [], { ...key, band: -1n })).toBe("5.1");
    expect(resolve(book, [], { ...key, band: -1n }, march15).price?.assumed.map(({ kind }) => kind)).toContain("long_context");
  });

  test("a tier with prices of its own costs them; a class it does not name costs the standard price, and says so", () => {
    const flex = { input: picoPerToken("1"), output: picoPerToken("5") };
    const fast = model({ id: "fast", periods: [{ ...period(null, { input: "2", output: "10", cache_read: "0.20" }), tiers: { flex } }] });
    const read = (tier: string) => referencePrice(fast, { tier, band: 0n }, march15);
    expect(read("flex")?.prices).toMatchObject({ input: picoPerToken("1"), output: picoPerToken("5"), cache_read: picoPerToken("0.20") });
    expect(read("flex")?.assumed).toContainEqual({ kind: "tier", classes: ["cache_read"] });
    expect(read("priority")?.prices.input).toBe(picoPerToken("2"));
    // a write without a price of its own is the tier's input
    expect(read("flex")?.prices.cache_write_5m).toBe(picoPerToken("1"));
  });

  test("a batch price of its own goes before the multiplier", () => {
    const batch = { input: picoPerToken("0.90") };
    const own = model({
      id: "own",
      batchMultiplier: parseDecimal("0.5"),
      periods: [{ ...period(null, { input: "2", output: "10" }), tiers: { batch } }],
    });
    expect(referencePrice(own, { tier: "batch", band: 0n }, march15)?.prices).toMatchObject({
      input: picoPerToken("0.90"),
      output: picoPerToken("5"),
    });
  });

  test("a price per request is added for each one, and a discount holds for it", () => {
    const asked = model({ id: "asked", periods: [{ ...period(null, { input: "1", output: "1" }), request: 5_000_000_000n }] });
    const ask = bookOf({ models: [asked], providerAliases: new Map([["acme", "acme"]]), aliases: [] });
    const discount: PriceRule = { ...common, kind: "discount", percent: parseDecimal("20") };
    const total = (rules: PriceRule[]) => {
      const { price } = resolve(ask, rules, { ...key, name: "asked" }, march15);
      return price && dollars(costOf(tokens({ input: 1_000_000n }), 1000n, price.prices));
    };
    // 1.00 + 1000 × 0.005 = 6.00, less a fifth
    expect([total([]), total([discount])]).toEqual(["6", "4.8"]);
  });

  test("a missing write of an hour is priced as one of five minutes, any other class as input", () => {
    const { prices, assumed } = resolve(book, [], key, march15).price ?? {};
    expect(prices?.cache_write_1h).toBe(picoPerToken("3.75"));
    expect(assumed).toEqual([{ kind: "cache_class", classes: ["cache_write_1h"] }]);
    expect(resolve(book, [], key, march16).price?.prices.cache_write_1h).toBe(picoPerToken("2"));
  });
});

describe("a workspace's rules", () => {
  const tenOff: PriceRule = { ...common, kind: "discount", percent: parseDecimal("10") };
  const own: PriceRule = { ...common, id: 2, provider: "acme", model: "atlas", kind: "price", prices: sheet({ input: "1", output: "4" }) };

  test("a discount leaves the reference price to compare with", () => {
    // 5.10 less a tenth
    expect(cost(march15, [tenOff])).toBe("4.59");
    const { price } = resolve(book, [tenOff], key, march15);
    expect(price && dollars(costOf(used, 1n, price.list))).toBe("5.1");
    expect(price?.basis).toBe("contract");
  });

  test("one at most applies: the narrowest, then the latest start, then the latest recorded", () => {
    expect(resolve(book, [tenOff, own], key, march15).price?.rule).toBe(own);
    const later = { ...tenOff, id: 3, startsAt: march15, recordedAt: 0 };
    const corrected = { ...later, id: 4, recordedAt: 1 };
    expect(resolve(book, [tenOff, later, corrected], key, march15).price?.rule).toBe(corrected);
    expect(resolve(book, [tenOff, later, corrected], key, march15 - quarterHour).price?.rule).toBe(tenOff);
  });

  test("an own price makes an unknown model priced, by hand", () => {
    const rule: PriceRule = { ...own, model: "house-model" };
    const { model: found, price } = resolve(book, [rule], { ...key, name: "House-Model" }, march15);
    expect(found).toBeNull();
    expect(price?.basis).toBe("manual");
    expect(price?.list).toBe(price?.prices);
  });

  test("an own price asks for its own tiers and long prompts only where it names them", () => {
    const long = { threshold: 100_000n, prices: { input: picoPerToken("2") }, tiers: {} };
    const rule: PriceRule = { ...own, prices: { ...sheet({ input: "1", output: "4" }), tiers: { flex: { input: picoPerToken("0.50") } }, long } };
    const input = (of: Partial<typeof key>) => resolve(book, [rule], { ...key, ...of }, march15).price?.prices.input;
    expect([input({}), input({ tier: "flex" }), input({ band: 100_000n })]).toEqual(["1", "0.50", "2"].map(picoPerToken));
    // the book's long prompts and batch multiplier are the list price's
    expect(resolve(book, [own], { ...key, tier: "batch", band: 200_000n }, march15).price?.prices.input).toBe(picoPerToken("1"));
    expect(promptEdges(book, [rule])).toEqual([100_000n, 200_000n]);
  });

  test("a discount is rounded half to even, once, last", () => {
    const cent = model({ id: "cent", batchMultiplier: parseDecimal("0.5"), periods: [period(null, { input: "0.000005", output: "1" })] });
    const shelf = bookOf({ models: [cent], providerAliases: new Map([["acme", "acme"]]), aliases: [] });
    const half: PriceRule = { ...common, kind: "discount", percent: parseDecimal("50") };
    // 5 pico-dollars × 0.5 × 0.5 = 1.25; rounded twice it would be 2 × 0.5 = 1; at 5 × 0.5 alone 2.5 goes to the even 2
    expect(resolve(shelf, [half], { ...key, name: "cent", tier: "batch" }, march15).price?.prices.input).toBe(1n);
    expect(resolve(shelf, [], { ...key, name: "cent", tier: "batch" }, march15).price?.prices.input).toBe(2n);
  });

  test("an alias leads an unknown name to a model, and only that name", () => {
    const alias: PriceRule = { ...common, provider: "acme", model: "our-atlas", kind: "alias", target: { provider: "acme", model: "atlas" } };
    expect(cost(march15, [alias], { ...key, name: "our-atlas" })).toBe("5.1");
    expect(cost(march15, [alias], { ...key, name: "our-atlas-2" })).toBeNull();
  });
});

describe("a raw name", () => {
  const found = (provider: string, name: string, at = march15) => matchModel(book, provider, name, at)?.id ?? null;

  test.each(["atlas", " ATLAS ", "Atlas 1", "atlas-2026-01-31", "acme/atlas", "Acme AI/atlas"])("%j is atlas", (name) =>
    expect(found("acme", name)).toBe("atlas"),
  );

  test.each(["atlas-ultra", "atla", "atlas-2026", "my-atlas", "atlas:free", ""])("%j is no near match", (name) =>
    expect(found("acme", name)).toBeNull(),
  );

  test("an alias moves with its dates", () => {
    expect(found("acme", "latest", Date.parse("2026-01-31T23:45Z"))).toBe("older");
    expect(found("acme", "latest", Date.parse("2026-02-01T00:00Z"))).toBe("atlas");
  });

  test("a prefix that only says whose the name is goes without saying", () => {
    const google = model({ provider: "google", id: "gemini-9" });
    const nova = model({ provider: "bedrock", id: "us.acme.nova-v1:0" });
    const shelf = bookOf({
      models: [google, nova],
      providerAliases: new Map([
        ["gemini", "google"],
        ["bedrock", "bedrock"],
      ]),
      aliases: [],
    });
    const id = (provider: string, name: string) => matchModel(shelf, provider, name, march15)?.id ?? null;
    for (const name of [
      "models/gemini-9",
      "publishers/google/models/gemini-9",
      "projects/p/locations/eu/publishers/google/models/gemini-9",
      "gemini/gemini-9",
    ])
      expect([name, id("", name)]).toEqual([name, "gemini-9"]);
    expect(id("bedrock", "arn:aws:bedrock:us-east-1:123:inference-profile/us.acme.nova-v1:0")).toBe("us.acme.nova-v1:0");
    // another region, another vendor's models on Google, a tuned model: none is certain to cost the same
    for (const name of ["eu.acme.nova-v1:0", "publishers/acme/models/gemini-9", "gemini-9@001", "ft:gemini-9", "models/gemini-9/tuned"])
      expect([name, id("", name), id("google", name), id("bedrock", name)]).toEqual([name, null, null, null]);
  });

  test("an alias whose day is not certain is marked where it led to the price", () => {
    const uncertain = bookOf({
      models: [older],
      providerAliases: new Map([["acme", "acme"]]),
      aliases: [{ provider: "acme", alias: "next", startsAt: march15, startIsCertain: false, recordedAt: null, model: older }],
    });
    const kinds = (name: string) => resolve(uncertain, [], { ...key, name }, march15).price?.assumed.map(({ kind }) => kind);
    expect(kinds("next")).toContain("alias_date");
    expect(kinds("older")).not.toContain("alias_date");
  });

  test("a model of another provider is not meant", () => expect(found("openai", "atlas")).toBeNull());
});

describe("between two cuts", () => {
  test("every price stands still", () => {
    const rules: PriceRule[] = [{ ...common, kind: "discount", percent: parseDecimal("12.5"), startsAt: Date.parse("2026-02-10T06:15Z") }];
    const cuts = priceCuts(book, rules);
    const slots = fc.integer({ min: Date.parse("2025-12-20T00:00Z") / quarterHour, max: Date.parse("2026-04-01T00:00Z") / quarterHour });
    fc.assert(
      fc.property(slots, slots, fc.constantFrom("atlas", "older", "latest", "nothing"), fc.constantFrom(-1n, 0n, 200_000n), (a, b, name, band) => {
        const [first, last] = [Math.min(a, b) * quarterHour, Math.max(a, b) * quarterHour];
        fc.pre(!cuts.some((cut) => cut > first && cut <= last));
        const at = (instant: number) => resolve(book, rules, { ...key, name, band }, instant).price?.prices;
        expect(at(first)).toEqual(at(last));
      }),
    );
  });

  test("a prompt is beyond an edge exactly when its band is not below it", () => {
    const edges = promptEdges(book, []);
    fc.assert(fc.property(fc.bigInt(0n, 400_000n), (prompt) => edges.every((edge) => prompt > edge === bandOf(prompt, edges) >= edge)));
  });
});

describe("the blended price", () => {
  const medium = { input: picoPerToken("0.40"), output: picoPerToken("2") };
  const premium = { input: picoPerToken("2.50"), output: picoPerToken("10") };

  test.each([
    [3n, "0.800000"], // (3 × 0.40 + 2.00) / 4
    [1n, "1.200000"], // (0.40 + 2.00) / 2
    [9n, "0.560000"], // (9 × 0.40 + 2.00) / 10
  ])("of Mistral Medium 3.1 at %d:1", (r, price) => expect(blendedPerMillion(blended(medium, r))).toBe(price));

  test("of GPT-4o at 3:1", () => expect(blendedPerMillion(blended(premium, 3n))).toBe("4.375000"));

  test("decides the verdict at exact thresholds", () => {
    const at = (input: string) =>
      verdict(
        blended({ input: picoPerToken(input), output: picoPerToken(input) }, 3n),
        blended({ input: picoPerToken("4"), output: picoPerToken("4") }, 3n),
      );
    expect([at("1"), at("1.000001"), at("3"), at("3.000001"), at("5"), at("5.000001")]).toEqual([
      "cheap",
      "moderate",
      "moderate",
      "par",
      "par",
      "expensive",
    ]);
    expect(verdict(blended(medium, 3n), blended(premium, 3n))).toBe("cheap");
  });
});
