import { expect, test } from "vitest";
import { type Baseline, baselineAt, isSuperseded, presetBaseline } from "./baseline";

const platform = { id: 1, name: "Platform" };
const atlas = { id: 7, name: "atlas" };
const june = Date.parse("2026-06-01T00:00Z");

function baseline(id: number, model: string, of: Partial<Baseline> = {}): Baseline {
  return { ...presetBaseline, isPreset: false, model, recorded: { id, at: 0, by: "system" }, ...of };
}

const at = (baselines: Baseline[], team = 0, project = 0, instant = june) => baselineAt(baselines, { team, project }, instant).model;

test("a project's baseline comes before its team's, and that before the workspace's, whenever each was recorded", () => {
  const all = [baseline(1, "of-atlas", { project: atlas }), baseline(2, "of-platform", { team: platform }), baseline(3, "of-all")];
  expect(at(all, 1, 7)).toBe("of-atlas");
  expect(at(all, 2, 7)).toBe("of-atlas"); // the project's, whoever's usage it is
  expect(at(all, 1, 8)).toBe("of-platform");
  expect(at(all, 0, 0)).toBe("of-all");
});

test("it holds from its first instant on, and the latest start wins before the latest record", () => {
  const all = [baseline(1, "from-june", { startsOn: "2026-06-01", startsAt: june }), baseline(2, "of-old")];
  expect(at(all, 0, 0, june - 1)).toBe("of-old");
  expect(at(all, 0, 0, june)).toBe("from-june");
});

test("of two from the same day the one recorded later holds, and the other is superseded", () => {
  const all = [baseline(1, "first"), baseline(2, "second")];
  expect(at(all)).toBe("second");
  expect(all.map((each) => isSuperseded(each, all))).toEqual([true, false]);
  expect(isSuperseded(baseline(1, "first", { team: platform }), all)).toBe(false);
});

test("where none holds it is the preset", () => {
  expect(baselineAt([baseline(1, "of-platform", { team: platform })], { team: 2, project: 0 }, june)).toBe(presetBaseline);
});
