import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { picoPerToken } from "@/lib/money";
import { forEachClass, type TokenClass, tokenClasses } from "@/lib/usage/tokens";
import { contributionsBy, type DifferenceCell, difference, totalOf } from "./difference";

const million = 1_000_000n;
const dollars = (amount: number) => BigInt(Math.round(amount * 100)) * 10n ** 10n;

type Used = Partial<Record<TokenClass, bigint>> & { requests?: bigint };

/** A cell at prices in dollars per million tokens; `off`: per cent that a rule takes off. */
function cell(
  model: string,
  used: Used,
  prices: Partial<Record<TokenClass, string>>,
  { team = "a" as string | null, off = 0n, isPriced = true } = {},
): DifferenceCell {
  const tokens = forEachClass((name) => used[name] ?? 0n);
  const list = { ...forEachClass((name) => tokens[name] * picoPerToken(prices[name] ?? prices.input ?? "0")), request: 0n };
  const whole = tokenClasses.reduce((sum, name) => sum + list[name], 0n);
  const none = { ...forEachClass(() => 0n), request: 0n };
  return {
    key: model,
    names: { model, team, project: null },
    tokens: isPriced ? tokens : forEachClass(() => 0n),
    requests: used.requests ?? 0n,
    list: isPriced ? list : none,
    actual: isPriced ? (whole * (100n - off)) / 100n : 0n,
    unpricedTokens: isPriced ? 0n : tokens.input,
    prior: null,
  };
}

describe("what changed", () => {
  test("only the price: all of it is price", () => {
    // 2 M in and 1 M out: 2 × 0.40 + 2.00 = 2.80, then 2 × 1.50 + 7.50 = 10.50
    const used = { input: 2n * million, output: million };
    const { parts, before, now } = difference(
      [cell("m", used, { input: "0.40", output: "2.00" })],
      [cell("m", used, { input: "1.50", output: "7.50" })],
    );
    expect([before, now]).toEqual([dollars(2.8), dollars(10.5)]);
    expect(parts).toEqual({ volume: 0n, mix: 0n, cache_share: 0n, price: dollars(7.7), discounts: 0n, newly_priced: 0n });
  });

  test("only the volume: half as much again of everything", () => {
    const prices = { input: "3.00", output: "15.00" };
    const { parts } = difference(
      [cell("a", { input: 2n * million }, prices), cell("b", { output: 2n * million }, prices)],
      [cell("a", { input: 3n * million }, prices), cell("b", { output: 3n * million }, prices)],
    );
    // (6 + 30) × 1/2
    expect(parts).toEqual({ volume: dollars(18), mix: 0n, cache_share: 0n, price: 0n, discounts: 0n, newly_priced: 0n });
  });

  test("a move to a cheaper model is mix", () => {
    const { parts } = difference(
      [cell("dear", { input: 4n * million }, { input: "2.50" })],
      [cell("cheap", { input: 4n * million }, { input: "0.40" })],
    );
    expect(parts).toEqual({ volume: 0n, mix: dollars(1.6 - 10), cache_share: 0n, price: 0n, discounts: 0n, newly_priced: 0n });
  });

  test("more output for the same input is mix too", () => {
    const prices = { input: "1.00", output: "5.00" };
    const { parts } = difference(
      [cell("m", { input: 3n * million, output: million }, prices)],
      [cell("m", { input: 2n * million, output: 2n * million }, prices)],
    );
    // 3 + 5 = 8, then 2 + 10 = 12, with as many tokens
    expect(parts).toEqual({ volume: 0n, mix: dollars(4), cache_share: 0n, price: 0n, discounts: 0n, newly_priced: 0n });
  });

  test("reading half of the input from the cache is cache share", () => {
    const prices = { input: "3.00", cache_read: "0.30", output: "15.00" };
    const { parts } = difference([cell("m", { input: 2n * million }, prices)], [cell("m", { input: million, cache_read: million }, prices)]);
    // 6.00, then 3.00 + 0.30; the price of a read was not paid before, so it is today's
    expect(parts).toEqual({ volume: 0n, mix: 0n, cache_share: dollars(3.3 - 6), price: 0n, discounts: 0n, newly_priced: 0n });
  });

  test("a rule of ten per cent is a discount", () => {
    const used = { input: 10n * million };
    const { parts } = difference([cell("m", used, { input: "1.00" })], [cell("m", used, { input: "1.00" }, { off: 10n })]);
    expect(parts).toEqual({ volume: 0n, mix: 0n, cache_share: 0n, price: 0n, discounts: dollars(-1), newly_priced: 0n });
  });

  test("a model that had no price before is newly priced, and no volume", () => {
    const used = { input: 5n * million };
    const { parts, tokens } = difference(
      [cell("m", used, { input: "1.00" }), cell("new", used, {}, { isPriced: false })],
      [cell("m", used, { input: "1.00" }), cell("new", used, { input: "2.00" })],
    );
    expect(parts).toEqual({ volume: 0n, mix: 0n, cache_share: 0n, price: 0n, discounts: 0n, newly_priced: dollars(10) });
    expect(tokens).toEqual({ before: 5n * million, now: 5n * million });
  });

  test("where only prices change, all of the difference is price, whatever was used and however prices went", () => {
    const amounts = (most: bigint) => fc.tuple(...tokenClasses.map(() => fc.bigInt(0n, most)));
    const used = fc.array(fc.record({ tokens: amounts(10n ** 12n), before: amounts(50_000_000n), now: amounts(50_000_000n) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(used, (models) => {
        const cellsAt = (when: "before" | "now") =>
          models.map((each, index): DifferenceCell => {
            const tokens = Object.fromEntries(tokenClasses.map((name, place) => [name, each.tokens[place]])) as DifferenceCell["tokens"];
            const list = { ...forEachClass((name) => tokens[name] * (each[when][tokenClasses.indexOf(name)] ?? 0n)), request: 0n };
            const actual = tokenClasses.reduce((sum, name) => sum + list[name], 0n);
            return {
              ...{ key: `m${index}`, names: { model: `m${index}`, team: "a", project: null }, tokens, list, actual },
              ...{ requests: 1n, unpricedTokens: 0n, prior: null },
            };
          });
        const { before, now, parts } = difference(cellsAt("before"), cellsAt("now"));
        expect(parts).toEqual({ volume: 0n, mix: 0n, cache_share: 0n, price: now - before, discounts: 0n, newly_priced: 0n });
      }),
    );
  });

  test("from nothing at all, everything is volume", () => {
    expect(difference([], [cell("m", { input: million }, { input: "3.00" })]).parts.volume).toBe(dollars(3));
    expect(difference([cell("m", { input: million }, { input: "3.00" })], []).parts.volume).toBe(dollars(-3));
  });

  test("the parts make the difference, to the digit, for the whole and for each model and team", () => {
    const count = fc.bigInt(0n, 10n ** 12n);
    const price = fc.bigInt(0n, 50_000_000n);
    const cells = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom("a", "b", "c"),
        team: fc.constantFrom("x", "y", null),
        tokens: fc.tuple(count, count, count, count, count),
        requests: count,
        prices: fc.tuple(price, price, price, price, price, price),
        off: fc.bigInt(-20n, 60n),
        unpricedTokens: fc.constantFrom(0n, 0n, 0n, 7n),
        prior: fc.option(price),
      }),
      { selector: ({ key, team }) => `${key} ${team}`, maxLength: 9 },
    );
    const toCell = ({
      key,
      team,
      tokens,
      prices,
      off,
      prior,
      ...rest
    }: typeof cells extends fc.Arbitrary<(infer T)[]> ? T : never): DifferenceCell => {
      const used = Object.fromEntries(tokenClasses.map((name, index) => [name, tokens[index]])) as DifferenceCell["tokens"];
      const list = { ...forEachClass((name) => used[name] * (prices[tokenClasses.indexOf(name)] ?? 0n)), request: rest.requests * prices[5] };
      const all = list.request + tokenClasses.reduce((sum, name) => sum + list[name], 0n);
      return {
        key,
        names: { model: key, team, project: null },
        tokens: used,
        list,
        actual: all - (all * off) / 100n,
        prior: prior === null ? null : { ...forEachClass(() => prior), request: 0n },
        ...rest,
      };
    };
    fc.assert(
      fc.property(cells, cells, (earlier, later) => {
        const [before, now] = [earlier.map(toCell), later.map(toCell)];
        const found = difference(before, now);
        expect(totalOf(found.parts)).toBe(found.now - found.before);
        for (const dimension of ["model", "team"] as const) {
          for (const { name, total } of contributionsBy(found.contributions, dimension)) {
            const of = (list: DifferenceCell[]) =>
              list.filter(({ names }) => names[dimension] === name).reduce((sum, { actual }) => sum + actual, 0n);
            expect(total).toBe(of(now) - of(before));
          }
        }
      }),
    );
  });
});
