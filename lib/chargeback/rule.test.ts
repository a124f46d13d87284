import fc from "fast-check";
import { expect, test } from "vitest";
import { byStart, mergesOf } from "@/lib/attribution/rule";
import { accountsOn, type ChargebackRule, chargedBy, isSuperseded, stretchesOf, type Who } from "./rule";

const rule = (id: number, scope: ChargebackRule["scope"], centre: string, startsOn: string | null = null): ChargebackRule => ({
  ...{ id, scope, centre, ledger: null, startsOn },
});
const who = (given: Partial<Who>): Who => ({ api_key: 0, user: 0, project: 0, team: 0, ...given });
const none = mergesOf([]);

test("a team that moves is charged to its old cost centre up to the day, to its new one from then on", () => {
  const rules = [rule(1, { team: 7 }, "CC100"), rule(2, { team: 7 }, "CC200", "2026-06-16")];
  const stretches = stretchesOf(rules, [], { from: "2026-06-01", to: "2026-07-01" });
  expect(stretches.map(({ from, to, accountOf }) => [from, to, accountOf(who({ team: 7 }))?.centre, accountOf(who({ team: 8 }))])).toEqual([
    ["2026-06-01", "2026-06-16", "CC100", null],
    ["2026-06-16", "2026-07-01", "CC200", null],
  ]);
  const [first, second] = rules;
  if (first && second)
    expect([isSuperseded(first, rules, "2026-06-15"), isSuperseded(first, rules, "2026-06-16"), isSuperseded(second, rules, "2026-06-16")]).toEqual([
      false,
      true,
      false,
    ]);
});

test("the rule with most conditions wins, then key before user before project before team, then the latest", () => {
  const of = (rules: ChargebackRule[], given: Partial<Who>) => accountsOn(rules, none, "2026-06-10")(who(given))?.centre;
  expect(of([rule(1, { team: 1, project: 2 }, "both"), rule(2, { api_key: 3 }, "key")], { team: 1, project: 2, api_key: 3 })).toBe("both");
  expect(of([rule(1, { api_key: 3 }, "key"), rule(2, { team: 1 }, "team")], { team: 1, api_key: 3 })).toBe("key");
  expect(of([rule(1, { team: 1 }, "later", "2026-06-02"), rule(2, { team: 1 }, "earlier", "2026-06-01")], { team: 1 })).toBe("later");
  expect(of([rule(1, { team: 1 }, "a"), rule(2, { team: 1 }, "b")], { team: 1 })).toBe("b");
  expect(of([rule(1, { team: 1 }, "not yet", "2026-06-11")], { team: 1 })).toBeUndefined();
});

test("names in rules are merged as usage is, from the day they are", () => {
  const merge = { kind: "merge", id: 1, startsOn: "2026-06-10", dimension: "team", value: 5, into: 7 } as const;
  const [before, after] = stretchesOf([rule(1, { team: 5 }, "CC100")], [merge], { from: "2026-06-01", to: "2026-07-01" });
  expect([before?.to, before?.accountOf(who({ team: 5 }))?.centre, before?.accountOf(who({ team: 7 }))]).toEqual(["2026-06-10", "CC100", null]);
  expect(after?.accountOf(who({ team: 7 }))?.centre).toBe("CC100");
});

test("looking up says what going through the rules one by one says", () => {
  const id = fc.integer({ min: 1, max: 3 });
  const some = fc.record({ api_key: id, user: id, project: id, team: id }, { requiredKeys: [] }).filter((scope) => Object.keys(scope).length > 0);
  const rules = fc
    .array(
      fc.record({ scope: some, centre: fc.constantFrom("A", "B", "C"), startsOn: fc.constantFrom(null, "2026-06-01", "2026-06-10", "2026-06-20") }),
      { maxLength: 12 },
    )
    .map((all) => all.map((each, place): ChargebackRule => ({ ...each, id: place + 1, ledger: null })));
  const anybody = fc.record({ api_key: fc.nat(3), user: fc.nat(3), project: fc.nat(3), team: fc.nat(3) });
  const weight = ({ scope }: ChargebackRule) => {
    const asked = chargedBy.map((name) => (scope[name] === undefined ? "0" : "1"));
    return asked.filter((bit) => bit === "1").length + asked.join("");
  };
  fc.assert(
    fc.property(rules, anybody, fc.constantFrom("2026-05-31", "2026-06-01", "2026-06-15", "2026-06-30"), (all, person, day) => {
      const holding = all
        .filter(
          ({ scope, startsOn }) =>
            (startsOn === null || startsOn <= day) && chargedBy.every((name) => scope[name] === undefined || scope[name] === person[name]),
        )
        .sort((a, b) => (weight(a) === weight(b) ? byStart(a, b) : weight(a) < weight(b) ? -1 : 1));
      expect(accountsOn(all, none, day)(person)?.centre).toBe(holding.at(-1)?.centre);
    }),
  );
});
