import { type Day, daysBetween, isDay, type Month } from "@/lib/period";
import { type Sorts, sortParameters, sortsIn } from "@/lib/sorts";
import { type ComparisonMode, comparisonModes } from "./comparison";
import { type Dimension, dimensions, type Filters } from "./dimension";
import { type Measure, measures } from "./measure";
import { monthRange, parseRange, type Range } from "./range";

export const shapes = ["stacked", "lines", "cumulative"] as const;
export type Shape = (typeof shapes)[number];

export const steps = ["hour", "day", "week", "month"] as const;
export type Step = (typeof steps)[number];

/** What the spend page shows; its address holds all of it, so that a link shows the same. */
export type SpendView = {
  range: Range;
  compare: ComparisonMode | "none";
  groupBy: Dimension;
  step: Step;
  measure: Measure;
  shape: Shape;
  filters: Filters;
  excluded: Filters;
  /** A local day: prices as they were known at its end; null: as now. */
  asOf: Day | null;
  /** Of the tables that somebody sorted. */
  sorts: Sorts;
};

type Parameters = Record<string, string | string[] | undefined>;

/** The steps that make sense of a stretch: hours for a week at most, months from two on. */
export function stepsFor({ from, to }: Range): Step[] {
  const days = daysBetween(from, to).length;
  return steps.filter((step) => ({ hour: days <= 7, day: days <= 186, week: days >= 14 && days <= 732, month: days >= 56 })[step]);
}

/**
 * Reads a view from an address; what is missing or makes no sense is the default. `month`: what is shown when no period is named. A form with two days says
 * them as `from` and `last`, both included.
 */
export function parseView(parameters: Parameters, { month, today }: { month: Month; today: Day }): SpendView {
  const first = (name: string) => [parameters[name]].flat()[0] ?? "";
  const oneOf = <T extends string>(choices: readonly T[], name: string, otherwise: T): T =>
    choices.find((choice) => choice === first(name)) ?? otherwise;
  const spelled = first("from") && first("last") ? `${first("from")}..${first("last")}` : "";
  const range = parseRange(spelled || first("period") || first("month"), today) ?? monthRange(month);
  const possible = stepsFor(range);
  const asOf = first("as_of");
  return {
    range,
    compare: oneOf([...comparisonModes, "none"], "compare", "previous"),
    groupBy: oneOf(dimensions, "by", "model"),
    step: oneOf(possible, "step", possible.includes("day") ? "day" : (possible[0] ?? "day")),
    measure: oneOf(measures, "show", "cost"),
    shape: oneOf(shapes, "as", "stacked"),
    filters: filtersIn(parameters, ""),
    excluded: filtersIn(parameters, "exclude_"),
    asOf: isDay(asOf) ? asOf : null,
    sorts: sortsIn(parameters.sort),
  };
}

/** A view as the search part of an address; defaults are left out. */
export function viewSearch(view: SpendView): string {
  const search = new URLSearchParams({ period: view.range.text });
  const possible = stepsFor(view.range);
  const usual = { compare: "previous", by: "model", step: possible.includes("day") ? "day" : possible[0], show: "cost", as: "stacked" };
  const chosen = {
    compare: view.compare,
    by: view.groupBy,
    step: possible.includes(view.step) ? view.step : usual.step,
    show: view.measure,
    as: view.shape,
  };
  for (const [name, value] of Object.entries(chosen)) if (value && value !== usual[name as keyof typeof usual]) search.set(name, value);
  for (const [prefix, filters] of [
    ["", view.filters],
    ["exclude_", view.excluded],
  ] as const) {
    for (const dimension of dimensions) for (const value of filters[dimension] ?? []) search.append(prefix + dimension, value ?? "");
  }
  if (view.asOf) search.set("as_of", view.asOf);
  for (const [name, value] of sortParameters(view.sorts)) search.append(name, value);
  return `?${search}`;
}

/** The view narrowed to one value of a dimension, null for what is unattributed; once more, and it is wide again. */
export function narrowed(view: SpendView, dimension: Dimension, value: string | null): SpendView {
  const own = view.filters[dimension] ?? [];
  const next = own.includes(value) ? own.filter((each) => each !== value) : [...own, value];
  const { [dimension]: _, ...others } = view.filters;
  return { ...view, filters: next.length ? { ...others, [dimension]: next } : others };
}

/** The view without one value of a dimension. */
export function without(view: SpendView, dimension: Dimension, value: string | null): SpendView {
  const known = view.excluded[dimension] ?? [];
  return known.includes(value) ? view : { ...view, excluded: { ...view.excluded, [dimension]: [...known, value] } };
}

/** The view with what was left out of a dimension. */
export function readmitted(view: SpendView, dimension: Dimension, value: string | null): SpendView {
  const { [dimension]: known = [], ...others } = view.excluded;
  const next = known.filter((each) => each !== value);
  return { ...view, excluded: next.length ? { ...others, [dimension]: next } : others };
}

function filtersIn(parameters: Parameters, prefix: string): Filters {
  const given = dimensions.flatMap((dimension) => {
    // Postgres keeps no NUL in a text, so no value holds one.
    const asked = [parameters[prefix + dimension] ?? []].flat().filter((value) => !value.includes("\0"));
    const values = asked.map((value) => value || null);
    return values.length ? [[dimension, [...new Set(values)]]] : [];
  });
  return Object.fromEntries(given) as Filters;
}
