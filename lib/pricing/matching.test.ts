import { expect, test } from "vitest";
import { bookOfList } from "./lists/list-book";
import { readOwnList } from "./lists/obole";
import { matchModel } from "./match";
import { judged, type MatchingFacts } from "./matching";
import facts from "./reference/matching-facts.json";
import prices from "./reference/prices.json";

const book = bookOfList(readOwnList(prices));

test("no name of the public lists is matched with another model's price, and none that was matched is lost", () => {
  const found = judged(book, facts satisfies MatchingFacts);
  expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
  // Names of models the book does not have stay unpriced, which is right too.
  expect(found.map(({ source, right, disagreed }) => ({ source, right, disagreed }))).toEqual([
    { source: "genai-prices", right: 148, disagreed: 5 },
    { source: "litellm", right: 119, disagreed: 4 },
  ]);
});

test.each([
  "gpt-4o-ultra",
  "openai/gpt-oss-120b:free",
  "auto",
  "composer-1",
  "ft:gpt-4o-2024-08-06:org::id",
  "gpt-4o-audio-preview",
  "claude-sonnet-4-5@20250929",
  "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
])("%s is nobody's price", (name) => {
  for (const provider of ["", "openai", "anthropic", "google", "bedrock", "azure"])
    expect(matchModel(book, provider, name, Date.parse("2026-07-01"))).toBeNull();
});
