import { ungrouped, withPoint } from "@/lib/i18n/number";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { Filters } from "@/lib/spend/dimension";
import type { Scenario } from "./scenario";
import { moveSchema, type WrittenMove } from "./schema";

/** The fields of a scenario in an address, beside the models, teams and projects that it is about, which are named as on every page. */
export const moveFields = ["share", "prompt_above", "prompt_up_to", "to_model", "to_batch", "cached", "written", "k_in", "k_out", "since"] as const;
export type MoveField = (typeof moveFields)[number];

export type MoveTexts = Record<MoveField, string>;

/** What an address asks: as it was written, what it makes, and what is wrong with which field. `scenario` null: nothing is asked, or something is wrong. */
export type AskedScenario = { texts: MoveTexts; scenario: Scenario | null; wrong: Partial<Record<MoveField, string>> };

type Parameters = Record<string, string | string[] | undefined>;

/** Reads a scenario from an address, its numbers as people write them. `filters`: the usage it is about. */
export function askedScenario(parameters: Parameters, filters: Filters, book: Book): AskedScenario {
  const text = (name: MoveField) => ([parameters[name]].flat()[0] ?? "").trim();
  const texts = Object.fromEntries(moveFields.map((name) => [name, text(name)])) as MoveTexts;
  if (!texts.share) return { texts, scenario: null, wrong: parameters.share === undefined ? {} : { share: "required" } };
  const read = moveSchema.safeParse(moveOf(texts, filters));
  if (read.success) {
    const { model } = read.data.change;
    if (model && !bookModel(book, model.provider, model.model)) return { texts, scenario: null, wrong: { to_model: "unknown_model" } };
    return { texts, scenario: read.data, wrong: {} };
  }
  const named = (name: string) => (name === "from" ? "since" : moveFields.find((field) => field === name));
  const wrong = read.error.issues.flatMap(({ path, message }) => {
    const field = named(String(path[0]));
    return field ? [[field, field.startsWith("k_") ? "not_a_ratio" : field === "to_model" ? "choose_one" : message]] : [];
  });
  return { texts, scenario: null, wrong: Object.fromEntries(wrong.length ? wrong : [["share", "not_a_share"]]) };
}

function moveOf(texts: MoveTexts, { model = [], team = [], project = [] }: Filters): WrittenMove {
  const given = (name: MoveField, read: (text: string) => string = (text) => text) => (texts[name] ? read(texts[name]) : undefined);
  return {
    share: withPoint(texts.share),
    ...{ models: model.filter((name) => name !== null), teams: [...team], projects: [...project] },
    ...{ prompt_above: given("prompt_above", ungrouped), prompt_up_to: given("prompt_up_to", ungrouped) },
    ...{ to_model: given("to_model"), to_batch: texts.to_batch === "1", from: given("since") },
    ...{ cached: given("cached", withPoint), written: given("written", withPoint), k_in: given("k_in", withPoint), k_out: given("k_out", withPoint) },
  };
}

/** A scenario as an address says it; what is usual is left out. */
export function scenarioParameters(move: WrittenMove): URLSearchParams {
  const { models = [], teams = [], projects = [], from, to_batch: isBatch, k_in: kIn, k_out: kOut, ...plain } = move;
  const search = new URLSearchParams();
  for (const [dimension, names] of Object.entries({ model: models, team: teams, project: projects }))
    for (const name of names) search.append(dimension, name ?? "");
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) search.set(name, String(value));
  if (isBatch) search.set("to_batch", "1");
  for (const [name, k] of Object.entries({ k_in: kIn, k_out: kOut })) if (k !== undefined && k !== "1") search.set(name, k);
  if (from) search.set("since", from);
  return search;
}
