import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AssignRule,
  type Attributed,
  type AttributionRule,
  attributed,
  attributedTo,
  type MergeRule,
  type RuleScope,
  type Stated,
} from "./rule";
import { supersessionOf } from "./supersession";
import { type Timeline, timelineOf } from "./timeline";

let ids = 0;
const assign = (scope: RuleScope, team: number | null, startsOn: string | null = null, project: number | null = null): AssignRule => ({
  ...{ id: ++ids, kind: "assign", scope, team, project, startsOn },
});
const merge = (dimension: Attributed, value: number, into: number, startsOn: string | null = null): MergeRule => ({
  ...{ id: ++ids, kind: "merge", dimension, value, into, startsOn },
});
const stated = (of: Partial<Stated> = {}): Stated => ({ team: 0, project: 0, user: 0, api_key: 0, source: 1, provider: "openai", ...of });
const team = (rules: AttributionRule[], of: Partial<Stated>, day: string | null = "2026-06-15") => attributedTo(rules, stated(of), day).team;

describe("which rule wins", () => {
  test("the one with most conditions, whatever was recorded later", () => {
    const rules = [assign({ user: 5, provider: "openai" }, 1), assign({ api_key: 7 }, 2, "2026-06-10")];
    expect(team(rules, { user: 5, api_key: 7 })).toBe(1);
    expect(team(rules, { user: 6, api_key: 7 })).toBe(2);
  });

  test("of as many, API key before user before project before source before provider", () => {
    const rules = [
      assign({ api_key: 7 }, 1),
      assign({ user: 5 }, 2),
      assign({ project: 4 }, 3),
      assign({ source: 1 }, 4),
      assign({ provider: "openai" }, 5),
    ];
    expect(team(rules, { api_key: 7, user: 5, project: 4 })).toBe(1);
    expect(team(rules, { user: 5, project: 4 })).toBe(2);
    expect(team(rules, { project: 4 })).toBe(3);
    expect(team(rules, {})).toBe(4);
    expect(team(rules, { source: 2 })).toBe(5);
    // Two conditions with the API key go before two with the user.
    expect(team([assign({ user: 5, project: 4 }, 6), assign({ api_key: 7, provider: "openai" }, 7)], { api_key: 7, user: 5, project: 4 })).toBe(7);
  });

  test("then the latest start that has come, then the latest recorded", () => {
    const rules = [
      assign({ user: 5 }, 1, "2026-06-10"),
      assign({ user: 5 }, 2, "2026-06-01"),
      assign({ user: 5 }, 3, "2026-06-10"),
      assign({ user: 5 }, 4, "2026-07-01"),
    ];
    expect(["2026-05-31", "2026-06-09", "2026-06-10", "2026-07-01"].map((day) => team(rules, { user: 5 }, day))).toEqual([0, 2, 3, 4]);
  });

  test("goes before what the source said, for what it gives alone", () => {
    const rules = [assign({ user: 5 }, 1), assign({ user: 5, source: 1 }, null, null, 9)];
    expect(attributedTo(rules, stated({ user: 5, team: 3, project: 4 }), null)).toEqual({ team: 1, project: 9, user: 5, api_key: 0 });
  });
});

describe("a merge", () => {
  test("follows the next, from its day on, and holds for the names in rules", () => {
    const rules = [merge("user", 5, 6), merge("user", 6, 7, "2026-06-10"), assign({ user: 6 }, 1), merge("team", 1, 2)];
    expect(attributedTo(rules, stated({ user: 5 }), "2026-06-09")).toMatchObject({ user: 6, team: 2 });
    expect(attributedTo(rules, stated({ user: 5 }), "2026-06-10")).toMatchObject({ user: 7, team: 2 });
    expect(attributedTo(rules, stated({ user: 7 }), "2026-06-09")).toMatchObject({ user: 7, team: 0 });
    expect(attributedTo(rules, stated({ user: 7 }), "2026-06-10")).toMatchObject({ user: 7, team: 2 });
  });

  test("makes nothing of nobody", () => expect(attributedTo([merge("user", 5, 6)], stated(), null).user).toBe(0));
});

test("a rule is superseded by a later one of its scope that says all it said", () => {
  const rules = [
    assign({ user: 5 }, 1),
    assign({ user: 5 }, 2, "2026-06-10"),
    assign({ user: 5 }, null, "2026-07-01", 9),
    assign({ user: 5 }, 3, "2026-06-10"),
  ];
  expect(rules.map((rule) => supersessionOf(rule, rules))).toEqual([{ on: "2026-06-10" }, "at once", null, null]);
});

/** What looking values up in a timeline gives, as SQL does it. */
function lookedUp({ merges, assignments }: Timeline, of: Stated, day: string | null): Record<Attributed, number> {
  const holds = ({ from, to }: { from: string | null; to: string | null }) =>
    (from === null || (day !== null && from <= day)) && (to === null || day === null || day < to);
  const merged = (dimension: Attributed) => {
    const found = merges.filter((stretch) => stretch.dimension === dimension && stretch.value === of[dimension] && holds(stretch));
    expect(found.length).toBeLessThanOrEqual(1);
    return found[0]?.into ?? of[dimension];
  };
  const own = { ...of, ...Object.fromEntries(attributed.map((dimension) => [dimension, merged(dimension)])) };
  const hits = assignments.flatMap((stretches) => {
    const found = stretches.filter(
      (stretch) => holds(stretch) && Object.entries(stretch.scope).every(([name, value]) => own[name as "user"] === value),
    );
    expect(found.length).toBeLessThanOrEqual(1);
    return found;
  });
  return {
    team: hits.find((hit) => hit.team !== null)?.team ?? own.team,
    project: hits.find((hit) => hit.project !== null)?.project ?? own.project,
    user: own.user,
    api_key: own.api_key,
  };
}

test("laid out in time, rules never overlap and say the same", () => {
  const some = fc.integer({ min: 1, max: 4 });
  const day = fc.constantFrom(null, "2026-06-01", "2026-06-05", "2026-06-10");
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const scope = fc
    .record({
      api_key: maybe(some),
      user: maybe(some),
      project: maybe(some),
      source: maybe(some),
      provider: maybe(fc.constantFrom("openai", "mistral")),
    })
    .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RuleScope)
    .filter((given) => Object.keys(given).length > 0);
  const rule = fc.oneof(
    fc.record({ scope, team: fc.option(some), project: fc.option(some), startsOn: day }).map((of) => ({ kind: "assign" as const, ...of })),
    fc.record({ dimension: fc.constantFrom(...attributed), value: some, into: some, startsOn: day }).map((of) => ({ kind: "merge" as const, ...of })),
  );
  const rules = fc.array(rule, { maxLength: 12 }).map((all) => all.map((each, index): AttributionRule => ({ ...each, id: index + 1 })));
  const row = fc.record({ team: some, project: some, user: some, api_key: some, source: some, provider: fc.constantFrom("openai", "mistral", "") });
  fc.assert(
    fc.property(rules, row, fc.constantFrom(null, "2026-05-01", "2026-06-01", "2026-06-04", "2026-06-05", "2026-06-12"), (all, of, on) => {
      expect(lookedUp(timelineOf(all), of, on)).toEqual(attributedTo(all, of, on));
    }),
    { numRuns: 2000 },
  );
});
