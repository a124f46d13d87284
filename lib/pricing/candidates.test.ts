import { expect, test } from "vitest";
import { candidatesFor } from "./candidates";
import { bookOfList } from "./lists/list-book";
import { readOwnList } from "./lists/obole";
import prices from "./reference/prices.json";

const book = bookOfList(readOwnList(prices));
const ids = (provider: string, name: string) => candidatesFor(book, provider, name, Date.parse("2026-07-01")).map(({ id }) => id);

test("what is closest to a name is suggested first, and nothing where nothing is close", () => {
  expect(ids("mistral", "mistral-medium-3.1-preview")[0]).toBe("mistral-medium-2508");
  expect(ids("", "gpt-4o-mini-custom")[0]).toBe("gpt-4o-mini");
  expect(ids("calder", "router-7b-x")).toEqual([]);
});
