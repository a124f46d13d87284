import { type Day, isoInstant, startOfDay, type Zone } from "@/lib/period";
import { type Attributed, attributed, type Condition, conditions } from "./rule";
import type { AssignStretch, MergeStretch, Timeline } from "./timeline";

/** What SQL needs to attribute usage: the rules in time, the zone of their days, and the provider of each raw model (only where a rule asks for it). */
export type Attribution = { timeline: Timeline; zone: Zone; providers: ReadonlyMap<number, string> };

/** Where a source of usage holds what was stated, and when: SQL expressions. */
export type StatedColumns = Record<Attributed | "source" | "rawModel" | "at", string>;

/** Joins that find at most one stretch each for a row of usage, and with them whom it counts under. */
export type Attributing = { joins: string; columns: Record<Attributed, string> };

/** `attributedTo` for whole tables: hash joins of the stretches, one for each set of conditions. `add` makes a parameter of a value. */
export function attributionSql(
  add: (value: unknown) => string,
  { timeline, zone, providers }: Attribution,
  stated: StatedColumns,
  which: readonly Attributed[] = attributed,
): Attributing {
  const joins: string[] = [];
  const merged = { ...Object.fromEntries(attributed.map((dimension) => [dimension, stated[dimension]])) } as Record<Attributed, string>;
  const isConditioned = (which.includes("team") || which.includes("project")) && timeline.assignments.length > 0;
  for (const dimension of attributed) {
    const stretches = timeline.merges.filter((stretch) => stretch.dimension === dimension);
    if (!stretches.length || !(which.includes(dimension) || (isConditioned && dimension !== "team"))) continue;
    joins.push(mergeJoin(add, stretches, `merge_${dimension}`, stated[dimension], stated.at, zone));
    merged[dimension] = `coalesce(merge_${dimension}.into_id, ${stated[dimension]})`;
  }
  if (!isConditioned) return { joins: joins.join(" "), columns: merged };

  if (timeline.assignments.some(([stretch]) => stretch?.scope.provider !== undefined)) {
    const models = [...providers];
    const arrays = [`${add(models.map(([id]) => id))}::int4[]`, `${add(models.map(([, name]) => name))}::text[]`];
    joins.push(`left join unnest(${arrays.join(", ")}) model_of (id, provider) on model_of.id = ${stated.rawModel}`);
  }
  const columnOf: Record<Condition, string> = { ...merged, source: stated.source, provider: "model_of.provider" };
  for (const [index, stretches] of timeline.assignments.entries()) joins.push(assignJoin(add, stretches, `rule_${index}`, columnOf, stated.at, zone));
  const given = (dimension: "team" | "project") =>
    `coalesce(${[...timeline.assignments.keys()].map((index) => `rule_${index}.${dimension}_id`).join(", ")}, ${merged[dimension]})`;
  return { joins: joins.join(" "), columns: { ...merged, team: given("team"), project: given("project") } };
}

function mergeJoin(
  add: (value: unknown) => string,
  stretches: readonly MergeStretch[],
  name: string,
  column: string,
  at: string,
  zone: Zone,
): string {
  const arrays = [
    `${add(stretches.map(({ value }) => value))}::int4[]`,
    `${add(stretches.map(({ into }) => into))}::int4[]`,
    ...timesOf(add, stretches, zone),
  ];
  return `left join unnest(${arrays.join(", ")}) ${name} (value_id, into_id, from_at, to_at)
    on ${name}.value_id = ${column} and ${at} >= ${name}.from_at and ${at} < ${name}.to_at`;
}

function assignJoin(
  add: (value: unknown) => string,
  stretches: readonly AssignStretch[],
  name: string,
  columnOf: Record<Condition, string>,
  at: string,
  zone: Zone,
): string {
  const asked = conditions.filter((condition) => stretches[0]?.scope[condition] !== undefined);
  const arrays = [
    ...asked.map((condition) => `${add(stretches.map(({ scope }) => scope[condition]))}::${condition === "provider" ? "text" : "int4"}[]`),
    `${add(stretches.map(({ team }) => team))}::int4[]`,
    `${add(stretches.map(({ project }) => project))}::int4[]`,
    ...timesOf(add, stretches, zone),
  ];
  const keys = asked.map((condition) => `${name}.if_${condition} = ${columnOf[condition]}`);
  return `left join unnest(${arrays.join(", ")}) ${name} (${asked.map((condition) => `if_${condition}`).join(", ")}, team_id, project_id, from_at, to_at)
    on ${keys.join(" and ")} and ${at} >= ${name}.from_at and ${at} < ${name}.to_at`;
}

function timesOf(add: (value: unknown) => string, stretches: readonly { from: Day | null; to: Day | null }[], zone: Zone): string[] {
  const instants = new Map<Day, string>();
  const instant = (day: Day | null, otherwise: string) => {
    if (day === null) return otherwise;
    const known = instants.get(day) ?? isoInstant(startOfDay(day, zone));
    instants.set(day, known);
    return known;
  };
  return [
    `${add(stretches.map(({ from }) => instant(from, "-infinity")))}::timestamptz[]`,
    `${add(stretches.map(({ to }) => instant(to, "infinity")))}::timestamptz[]`,
  ];
}
