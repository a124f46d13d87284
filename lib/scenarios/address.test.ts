import { expect, test } from "vitest";
import { bookOfList } from "@/lib/pricing/lists/list-book";
import { readOwnList } from "@/lib/pricing/lists/obole";
import reference from "@/lib/pricing/reference/prices.json";
import { askedScenario, scenarioParameters } from "./address";
import { moveJson } from "./json";
import { moveSchema } from "./schema";

const book = bookOfList(readOwnList(reference));
const parametersOf = (search: URLSearchParams) =>
  Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])) as Record<string, string[]>;

test("an address says the whole of a scenario, and reads as it was written", () => {
  const move = {
    ...{ share: "12.5", models: ["openai/gpt-4o"], teams: ["Search", null], projects: ["atlas"], prompt_above: "20000", to_batch: true },
    ...{ to_model: "mistral/mistral-medium-2508", cached: "40", written: "5", k_in: "1.1", from: "2026-09-01" },
  };
  const scenario = moveSchema.parse(move);
  const filters = { model: ["openai/gpt-4o"], team: ["Search", null], project: ["atlas"] };
  expect(askedScenario(parametersOf(scenarioParameters(moveJson(scenario))), filters, book)).toMatchObject({ scenario, wrong: {} });
});

test("numbers are read as people write them, in either language", () => {
  const asked = askedScenario({ share: "12,5 %", prompt_above: "20\u202f000", to_batch: "1", cached: "40,25" }, {}, book);
  expect(asked.wrong).toEqual({});
  expect(asked.scenario && moveJson(asked.scenario)).toMatchObject({ share: "12.5", prompt_above: "20000", cached: "40.25" });
});

test.each([
  [{}, {}],
  [{ share: "" }, { share: "required" }],
  [{ share: "100" }, { to_model: "choose_one" }],
  [{ share: "100", to_model: "acme/nothing" }, { to_model: "unknown_model" }],
  [{ share: "100", to_model: "nothing" }, { to_model: "choose_one" }],
  [{ share: "100", to_batch: "1", cached: "abc" }, { cached: "not_a_share" }],
  [{ share: "100", to_batch: "1", k_in: "0" }, { k_in: "not_a_ratio" }],
  [{ share: "100", to_batch: "1", since: "2026-02-30" }, { since: "not_a_date" }],
])("%j makes no scenario, and says which field: %j", (parameters, wrong) => {
  expect(askedScenario(parameters, {}, book)).toMatchObject({ scenario: null, wrong });
});
