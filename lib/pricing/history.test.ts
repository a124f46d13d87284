import { expect, test } from "vitest";
import { dollarsPerMillion, parseDecimal } from "@/lib/money";
import { bookModel } from "./book";
import { otherOffers, priceSteps } from "./history";
import { bookOfList } from "./lists/list-book";
import { readOwnList } from "./lists/obole";
import prices from "./reference/prices.json";
import type { PriceRule } from "./rule";

const book = bookOfList(readOwnList(prices));
const model = (provider: string, id: string) => {
  const found = bookModel(book, provider, id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const inputs = (id: string, rules: PriceRule[] = []) =>
  priceSteps(book, rules, model("mistral", id)).map(({ startsAt, price }) => [
    startsAt === null ? null : new Date(startsAt).toISOString().slice(0, 10),
    price && dollarsPerMillion(price.prices.input),
  ]);

test("a price history has a step where the book's price changes, and where a rule of the workspace does", () => {
  expect(inputs("mistral-medium-latest")).toEqual([
    [null, "0.4"],
    ["2026-06-16", "1.5"],
  ]);
  const common = { id: 1, provider: null, model: null, recordedAt: 0, note: null };
  const half: PriceRule = { ...common, kind: "discount", percent: parseDecimal("50"), startsAt: Date.parse("2026-07-01") };
  const elsewhere: PriceRule = {
    ...common,
    id: 2,
    provider: "openai",
    kind: "discount",
    percent: parseDecimal("50"),
    startsAt: Date.parse("2026-08-01"),
  };
  expect(inputs("mistral-medium-latest", [half, elsewhere])).toEqual([
    [null, "0.4"],
    ["2026-06-16", "1.5"],
    ["2026-07-01", "0.75"],
  ]);
});

test("who else offers a model is known by its name", () => {
  expect(otherOffers(book, model("openai", "gpt-4o")).map(({ provider }) => provider)).toEqual(["azure"]);
});
