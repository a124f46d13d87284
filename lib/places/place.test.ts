import { expect, test } from "vitest";
import { hitsAmong, type Place } from "./place";

const place = (kind: Place["kind"], label: string, detail?: string): Place => ({ kind, label, ...(detail && { detail }), href: `/${label}` });
const places = [
  place("page", "Spend"),
  place("page", "Settings: Members"),
  place("team", "Research"),
  place("team", "Search"),
  place("model", "GPT-4o mini", "openai"),
  place("model", "GPT-4o", "azure"),
  place("user", "sea@example.com"),
];
const labels = (query: string, most = 6) => hitsAmong(places, query, most).map(({ label }) => label);

test("the best fit comes first, with its kind", () => {
  expect(labels("sea")).toEqual(["Search", "Research", "sea@example.com"]);
  expect(labels("mini")).toEqual(["GPT-4o mini"]);
  expect(labels("se")).toEqual(["Settings: Members", "Search", "Research", "sea@example.com"]);
});

test("letters that only follow each other count where nothing holds what was typed", () => {
  expect(labels("sm")).toEqual(["Settings: Members"]);
  expect(hitsAmong([...places, place("team", "SMB")], "sm", 6).map(({ label }) => label)).toEqual(["SMB"]);
});

test("what tells two of a name apart can be typed too, and only the name is marked", () => {
  const [hit, ...others] = hitsAmong(places, "gpt azure", 6);
  expect(others).toEqual([]);
  expect(hit).toMatchObject({ label: "GPT-4o", marks: [[0, 3]] });
});

test("nothing typed lists everything as it comes, so many of a kind", () => {
  expect(labels("", 1)).toEqual(["Spend", "Research", "sea@example.com", "GPT-4o mini"]);
});
