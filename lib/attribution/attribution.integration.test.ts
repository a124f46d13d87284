import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { pool, transaction } from "@/lib/db";
import { changeTimezone, movingBoundaries } from "@/lib/imports/boundaries";
import { restoreImport, undoImport } from "@/lib/imports/mutations";
import { type Day, dayOf, daysPeriod } from "@/lib/period";
import { rawModelProviders } from "@/lib/sources/queries";
import { events } from "@/lib/spend/events";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { rollupOf } from "@/lib/testing/files";
import { takeRows, usageRow } from "@/lib/testing/rows";
import type { UsageRow } from "@/lib/usage/row";
import { recordRules, withdrawRule } from "./mutations";
import { previewRules } from "./preview";
import { attributionHistory, attributionRules } from "./queries";
import { type Attributed, attributed, attributedTo, type Stated } from "./rule";
import type { NewRule } from "./schema";
import { openUsage } from "./unattributed";

freshDatabase();

const june = (zone: string) => daysPeriod("2026-06-01", "2026-07-01", zone);
const at = (text: string) => Date.parse(text);

type Line = { day: Day; hour: string; under: Record<Attributed, string | null>; input: bigint };

/** The truth, row by row: what each visible event counts under by the rules in force. */
async function singly(access: Access): Promise<Line[]> {
  const rules = await attributionRules(pool(), access.workspaceId);
  const providers = await rawModelProviders(pool(), access.workspaceId);
  const names = new Map(
    (await pool().query("select id, name from dimension_value where workspace_id = $1", [access.workspaceId])).rows.map(({ id, name }) => [id, name]),
  );
  const { rows } = await pool().query(
    `select e.* from usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
     where e.workspace_id = $1 and not e.superseded`,
    [access.workspaceId],
  );
  return rows.map((row) => {
    const day = dayOf(row.starts_at.getTime(), access.timezone);
    const stated: Stated = {
      ...{ team: row.team_id, project: row.project_id, user: row.user_id, api_key: row.api_key_id },
      ...{ source: row.source_id, provider: providers.get(row.raw_model_id) ?? "" },
    };
    const found = attributedTo(rules, stated, day);
    const under = Object.fromEntries(attributed.map((dimension) => [dimension, names.get(found[dimension]) ?? null]));
    return { day, hour: row.starts_at.toISOString().slice(0, 13), under: under as Line["under"], input: BigInt(row.input) };
  });
}

/** Sums by day and the dimensions asked for, as lines of text in order. */
function summed(
  lines: readonly { day: string; under: Partial<Record<Attributed, string | null>>; input: bigint }[],
  by: readonly Attributed[],
): string[] {
  const sums = new Map<string, bigint>();
  for (const { day, under, input } of lines) {
    const key = [day, ...by.map((dimension) => under[dimension] ?? "–")].join(" ");
    sums.set(key, (sums.get(key) ?? 0n) + input);
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([key, sum]) => `${key}: ${sum}`)
    .sort();
}

async function asked(access: Access, granularity: "day" | "hour", groupBy: readonly Attributed[]) {
  const { rows } = await spend(access, { period: june(access.timezone), granularity, groupBy });
  return rows.map(({ period, dimensions, tokens }) => ({
    day: granularity === "day" ? (period ?? "") : dayOf(at(period ?? ""), access.timezone),
    under: dimensions,
    input: tokens.input,
  }));
}

/** Cube, slice, events path and list of events all say what the rows say one by one. */
async function expectEqual(access: Access): Promise<void> {
  const truth = await singly(access);
  for (const by of [attributed, ["team"], ["project"], ["user", "team"]] as const) {
    expect(summed(await asked(access, "day", by), by)).toEqual(summed(truth, by));
    expect(summed(await asked(access, "hour", by), by)).toEqual(summed(truth, by));
  }
  const listed = await events(access, { period: june(access.timezone), limit: 1000 });
  const fromList = listed.items.map(({ startsAt, team, project, user, apiKey, tokens }) => ({
    ...{ day: dayOf(startsAt, access.timezone), under: { team, project, user, api_key: apiKey }, input: tokens.input },
  }));
  expect(summed(fromList, attributed)).toEqual(summed(truth, attributed));

  // Who sees one team sees what counts under it, in the slice, in the cube and in the events.
  const { rows } = await pool().query("select id from dimension_value where workspace_id = $1 and kind = 'team' and name = 'A'", [
    access.workspaceId,
  ]);
  const restricted = mintAccess({ ...access, teams: [rows[0]?.id ?? -1] });
  const own = truth.filter(({ under }) => under.team === "A");
  expect(summed(await asked(restricted, "day", ["team"]), ["team"])).toEqual(summed(own, ["team"]));
  expect(summed(await asked(restricted, "day", ["user"]), ["user"])).toEqual(summed(own, ["user"]));
  expect(summed(await asked(restricted, "hour", ["user"]), ["user"])).toEqual(summed(own, ["user"]));
}

const zones = ["UTC", "Europe/Paris", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"];
const pick = (...names: string[]) => fc.constantFrom(...names);
const someRow = fc.record({
  startsAt: fc.integer({ min: at("2026-06-10T00:00Z"), max: at("2026-06-14T00:00Z") }),
  model: pick("openai/gpt-4o", "/gpt-4o-mini", "mistral/mistral-medium-latest", "acme/x"),
  team: pick("", "", "A", "B"),
  project: pick("", "P", "Q"),
  user: pick("", "u", "v", "w"),
  apiKey: pick("", "k", "l"),
  id: fc.integer({ min: 0, max: 30 }),
  input: fc.integer({ min: 1, max: 500 }),
});
const someDay = fc.constantFrom<string | null>(null, "2026-06-01", "2026-06-11", "2026-06-12", "2026-06-13");
const maybe = (...names: string[]) => fc.option(pick(...names), { nil: undefined, freq: 2 });
const someRule: fc.Arbitrary<NewRule> = fc.oneof(
  fc
    .record({
      source: maybe("log", "console"),
      provider: maybe("openai", "mistral", "acme"),
      api_key: maybe("k", "l"),
      project: maybe("P", "Q"),
      user: maybe("u", "v", "w"),
    })
    .filter((scope) => Object.values(scope).some((name) => name !== undefined))
    .chain((scope) =>
      fc
        .record({ team: maybe("A", "B", "C"), project: maybe("P", "Q", "R"), from: someDay })
        .filter(({ team, project }) => team !== undefined || project !== undefined)
        .map((to) => ({ kind: "assign" as const, scope, ...to, note: null })),
    ),
  fc
    .constantFrom<[Attributed, string[]]>(
      ["team", ["A", "B", "C", "D"]],
      ["project", ["P", "Q", "R"]],
      ["user", ["u", "v", "w"]],
      ["api_key", ["k", "l"]],
    )
    .chain(([dimension, names]) =>
      fc
        .record({ value: pick(...names), into: pick(...names), from: someDay })
        .filter(({ value, into }) => value !== into)
        .map((of) => ({ kind: "merge" as const, dimension, ...of, note: null })),
    ),
);
const someAct = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("import" as const),
      rows: fc.array(someRow, { minLength: 1, maxLength: 12 }),
      source: pick("log", "console"),
      onConflict: fc.constantFrom("keep" as const, "replace" as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ act: fc.constant("rule" as const), rule: someRule }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("withdraw" as const), nth: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom("undo" as const, "restore" as const), nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("zone" as const), zone: pick(...zones) }) },
);

describe("whatever rules there are", () => {
  test("cube, slice and events say the same as the rows one by one, whatever happens to imports, rules and zone", async () => {
    await fc.assert(
      fc.asyncProperty(pick(...zones), fc.array(someAct, { minLength: 4, maxLength: 12 }), async (timezone, acts) => {
        let access = await freshWorkspace({ timezone });
        const imports: number[] = [];
        for (const act of acts) {
          if (act.act === "import") {
            const unique = [...new Map(act.rows.map((row) => [row.id, row])).values()];
            const rows = unique.map(({ id, model, input, ...of }) => {
              const [provider = "", name = ""] = model.split("/");
              const tokens = { input: BigInt(input), cache_read: 0n, cache_write_5m: 0n, cache_write_1h: 0n, output: 0n };
              return usageRow({ ...of, provider, model: name, requestId: `r${id}`, tokens });
            });
            imports.push(await takeRows(access, rows, act));
          } else if (act.act === "rule") {
            await recordAsForeseen(access, act.rule);
          } else if (act.act === "withdraw") {
            const inForce = await attributionRules(pool(), access.workspaceId);
            const id = inForce[act.nth % Math.max(inForce.length, 1)]?.id;
            if (id) await withdrawRule(access, id);
          } else if (act.act === "zone") {
            await changeTimezone(access, act.zone);
            access = mintAccess({ ...access, timezone: act.zone });
          } else {
            const id = imports[act.nth % Math.max(imports.length, 1)] ?? 0;
            await (act.act === "undo" ? undoImport(access, id) : restoreImport(access, id)).catch(() => {});
          }
        }
        await expectEqual(access);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 240_000);

  /** Records a rule; what moves is what the preview said, and withdrawing a rule again restores every cell. */
  async function recordAsForeseen(access: Access, rule: NewRule): Promise<void> {
    const [rollup, before] = [await rollupOf(access), await singly(access)];
    const foreseen = await previewRules(access, { add: [rule] }).catch(() => null);
    const recorded = await recordRules(access, [rule]).catch((error) => {
      expect(error).toMatchObject({ code: "invalid_input" }); // a circle
      return null;
    });
    if (!recorded) return;
    const after = await singly(access);
    const moved = before.flatMap((line, index) =>
      attributed.flatMap((dimension) => {
        const [from, to] = [line.under[dimension], after[index]?.under[dimension] ?? null];
        return from === to ? [] : [{ day: `${line.day.slice(0, 7)} ${dimension} ${from} → ${to}`, under: {}, input: line.input }];
      }),
    );
    const said = foreseen?.map(({ month, dimension, from, to, tokens }) => ({
      day: `${month} ${dimension} ${from} → ${to}`,
      under: {},
      input: tokens,
    }));
    expect(summed(said ?? [], [])).toEqual(summed(moved, []));
    const [id = 0] = recorded.ids;
    if (recorded.added && id % 2) {
      await withdrawRule(access, id);
      expect(await rollupOf(access)).toEqual(rollup);
    }
  }
});

describe("a rule", () => {
  const key = (apiKey: string, team?: string, from: string | null = null): NewRule => ({
    kind: "assign",
    scope: { api_key: apiKey },
    ...(team && { team }),
    from,
    note: null,
  });
  const teams = async (access: Access) => {
    const { rows } = await spend(access, { period: june(access.timezone), groupBy: ["team"] });
    return Object.fromEntries(rows.map(({ dimensions, tokens }) => [dimensions.team ?? "–", Number(tokens.input)]));
  };

  test("gives usage of an API key to a team from its day on, and gives it back when it is withdrawn", async () => {
    const access = await freshWorkspace({ timezone: "Europe/Paris" });
    // 22:30 UTC is 00:30 of the next day in Paris: the third row is of 12 June.
    const rows = ["2026-06-10T12:00Z", "2026-06-11T12:00Z", "2026-06-11T22:30Z"].map((time, index) =>
      usageRow({ startsAt: at(time), requestId: `r${index}`, apiKey: "k" }),
    );
    await takeRows(access, rows);
    const { ids } = await recordRules(access, [key("k", "Platform", "2026-06-12")]);
    expect(await teams(access)).toEqual({ "–": 200, Platform: 100 });
    await recordRules(access, [key("k", "Support")]);
    expect(await teams(access)).toEqual({ Support: 200, Platform: 100 });
    await withdrawRule(access, ids[0] ?? 0);
    expect(await teams(access)).toEqual({ Support: 300 });
    const history = await attributionHistory(access);
    expect(history.map(({ names, withdrawnBy }) => [names.team, withdrawnBy])).toEqual([
      ["Support", null],
      ["Platform", "system"],
    ]);
    const audited = await pool().query("select action from audit_entry where workspace_id = $1 order by id", [access.workspaceId]);
    expect(audited.rows.map(({ action }) => action)).toEqual(["attribution.recorded", "attribution.recorded", "attribution.withdrawn"]);
  });

  test("works on usage whose events are gone", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [usageRow({ startsAt: at("2026-06-10T12:00Z"), requestId: "r", apiKey: "k" })]);
    await pool().query("delete from usage_event where workspace_id = $1", [access.workspaceId]);
    await recordRules(access, [key("k", "Platform")]);
    expect(await teams(access)).toEqual({ Platform: 100 });
  });

  test("for a provider follows what the book learns of a name", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [usageRow({ startsAt: at("2026-06-10T12:00Z"), requestId: "r", provider: "", model: "brand-new-1" })]);
    await recordRules(access, [{ kind: "assign", scope: { provider: "openai" }, team: "Platform", from: null, note: null }]);
    expect(await teams(access)).toEqual({ "–": 100 });
    await transaction((client) =>
      movingBoundaries(client, "all", async () => {
        await client.query(
          "insert into book_model (provider, id, name, tier, patterns) values ('openai', 'brand-new-1', 'Brand New 1', 'mid', '{}')",
        );
      }),
    );
    expect(await teams(access)).toEqual({ Platform: 100 });
  });

  test("that is in force already is not recorded again", async () => {
    const access = await freshWorkspace();
    const first = await recordRules(access, [key("k", "A"), key("l", "B")]);
    expect(first.added).toBe(2);
    expect(await recordRules(access, [key("k", "A"), key("l", "C")])).toEqual({ ids: [first.ids[0], expect.any(Number)], added: 1 });
    // B came back: what is in force by now says C, so it is recorded.
    expect((await recordRules(access, [key("l", "B")])).added).toBe(1);
  });

  test("shows both values on a single event where they differ", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [usageRow({ startsAt: at("2026-06-10T12:00Z"), requestId: "r", apiKey: "k", team: "Old" })]);
    await recordRules(access, [key("k", "New")]);
    const { items } = await events(access, { period: june("UTC") });
    expect(items[0]).toMatchObject({ team: "New", apiKey: "k", stated: { team: "Old" } });
  });

  test("of another workspace is none of ours", async () => {
    const [one, other] = [await freshWorkspace(), await freshWorkspace()];
    const { ids } = await recordRules(one, [key("k", "A")]);
    await expect(withdrawRule(other, ids[0] ?? 0)).rejects.toMatchObject({ code: "not_found" });
    expect(await attributionHistory(other)).toEqual([]);
  });
});

test("merges that lead in a circle are refused, all of what came with them too", async () => {
  const access = await freshWorkspace();
  const merge = (value: string, into: string): NewRule => ({ kind: "merge", dimension: "user", value, into, from: null, note: null });
  await recordRules(access, [merge("a", "b"), merge("b", "c")]);
  await expect(recordRules(access, [merge("x", "y"), merge("c", "a")])).rejects.toMatchObject({ code: "invalid_input" });
  expect(await attributionRules(pool(), access.workspaceId)).toHaveLength(2);
});

test("usage without a team is listed by who it was, the dearest first, and by source where nothing else is known", async () => {
  const access = await freshWorkspace();
  const used = (requestId: string, of: Partial<UsageRow>) => usageRow({ startsAt: at("2026-06-10T12:00Z"), requestId, ...of });
  await takeRows(access, [used("a", { apiKey: "k" }), used("b", { apiKey: "k", user: "u" }), used("c", { user: "v", team: "A" }), used("d", {})]);
  const open = await openUsage(access, at("2026-11-01T00:00Z"));
  expect([open?.from, open?.to, open?.open.tokens.input, open?.total.tokens.input]).toEqual(["2026-03-13", "2026-06-10", 300n, 400n]);
  const who = open?.who.map(({ kind, lines }) => [kind, lines.map(({ name, sums }) => `${name} ${sums.tokens.input}`)]);
  expect(who).toEqual([
    ["api_key", ["k 200"]],
    ["user", ["u 100"]],
    ["source", ["log 300"]],
  ]);
  expect(await openUsage(await freshWorkspace(), at("2026-11-01T00:00Z"))).toBeNull();
});
