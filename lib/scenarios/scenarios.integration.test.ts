import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { pool } from "@/lib/db";
import { dollars, parseDecimal } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { savings } from "@/lib/savings/queries";
import { attoPerPico } from "@/lib/savings/savings";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { take } from "@/lib/testing/files";
import { moveJson } from "./json";
import { deleteScenario, restoreScenario, saveScenario } from "./mutations";
import { keptScenario, type ScenarioResult, scenarioForecast, scenarioResult, scenarios } from "./queries";
import { fineDollars, finePerPico, type Scenario } from "./scenario";
import { moveSchema, type WrittenMove } from "./schema";

freshDatabase();

const header = "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,cache_write_tokens,requests,service_tier,team,project";
const august = daysPeriod("2026-08-01", "2026-09-01", "UTC");
const medium = "2026-08-15T10:00:00Z,mistral,mistral-medium-3.1,12000000,4000000,,,1000,,Platform,atlas";
const gpt = "2026-08-15T10:00:00Z,openai,gpt-4o,1000000,0,,,1000,,Search,";
const claude = "2026-08-15T10:00:00Z,anthropic,claude-sonnet-4-5,10000000,0,,,1000,,Search,";
const unknown = "2026-08-15T10:00:00Z,acme,house-model,900000,100000,,,1000,,,";

async function workspaceWith(...lines: string[]): Promise<Access> {
  const access = await freshWorkspace();
  await take(access, [header, ...lines].join("\n"));
  return access;
}

const keeper = (access: Access) => ({ access, mayShare: true });

function move(written: Omit<WrittenMove, "share"> & { share?: string }): Scenario {
  return moveSchema.parse({ share: "100", ...written });
}

const result = async (access: Access, written: Parameters<typeof move>[0], period = august) => scenarioResult(access, move(written), { period });
const paid = ({ sums }: Pick<ScenarioResult, "sums">) => [fineDollars(sums.paid_before), fineDollars(sums.paid_after)];

describe("moving all of it to another model", () => {
  test("is the savings against that model, to the digit", async () => {
    const access = await workspaceWith(medium, claude, unknown);
    // 12.80 and 30.00 at list; on GPT-4o 12 × 2.50 + 4 × 10 = 70 and 10 × 2.50 = 25
    const found = await result(access, { to_model: "openai/gpt-4o" });
    expect(paid(found)).toEqual(["42.8", "95"]);
    expect(found.stays).toEqual([{ reason: "unpriced", tokens: 1_000_000n, actual: null }]);
    expect(dollars(found.cost ?? 0n)).toBe("42.8");
  });

  const row = fc.record({
    day: fc.integer({ min: 0, max: 60 }),
    model: fc.constantFrom(
      "mistral,mistral-medium-3.1",
      "mistral,mistral-medium-latest",
      "anthropic,claude-sonnet-4-5",
      "openai,gpt-4o",
      "acme,house-model",
    ),
    input: fc.integer({ min: 0, max: 3_000_000_007 }),
    output: fc.integer({ min: 0, max: 999_999_937 }),
    cached: fc.integer({ min: 0, max: 100 }),
    tier: fc.constantFrom("", "batch"),
    requests: fc.constantFrom("", "1", "1000"),
  });
  const usage = async (rows: readonly (typeof row extends fc.Arbitrary<infer Row> ? Row : never)[]) => {
    const day = (after: number) => new Date(Date.parse("2026-07-01T09:00Z") + after * 86_400_000).toISOString();
    return workspaceWith(
      ...rows.map((each) =>
        [day(each.day), each.model, each.input, each.output, Math.floor((each.input * each.cached) / 100), "", each.requests, each.tier, "", ""].join(
          ",",
        ),
      ),
    );
  };
  const quarter = daysPeriod("2026-07-01", "2026-10-01", "UTC");

  test("is the savings against any model, whatever the usage, and so are its months and models", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.constantFrom("openai/gpt-4o", "openai/gpt-5.6-luna", "openai/gpt-4", "mistral/mistral-medium-2508"),
        fc.constantFrom("1", "0.9", "1.000007"),
        async (rows, to, k) => {
          const access = await usage(rows);
          const [provider = "", model = ""] = to.split("/");
          const used = { in: parseDecimal(k), out: parseDecimal("1.1") };
          const found = await result(access, { to_model: to, k_in: k, k_out: "1.1" }, quarter);
          const against = await savings(access, { period: quarter, baseline: { provider, model }, used });
          const scale = finePerPico / attoPerPico;
          expect(found.sums.list_before).toBe(against.total.list * scale);
          expect(found.sums.list_after).toBe(against.total.reference * scale);
          const staying = found.stays.reduce((sum, { tokens }) => sum + tokens, 0n);
          expect(staying).toBe(against.total.coverage.excluded.reduce((sum, { tokens }) => sum + tokens, 0n));
          for (const parts of [found.months, found.models])
            for (const name of ["list_before", "list_after", "paid_before", "paid_after"] as const)
              expect(parts.reduce((sum, part) => sum + part.sums[name], 0n)).toBe(found.sums[name]);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  test("a share and the rest are the whole, to the digit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 999_999 }), async (rows, millionths) => {
        const access = await usage(rows);
        const percent = (of: number) => `${Math.floor(of / 10_000)}.${String(of % 10_000).padStart(4, "0")}`;
        const of = async (share: string) => (await result(access, { share, to_model: "openai/gpt-4o", k_in: "0.900001" }, quarter)).sums;
        const [part, rest, whole] = [await of(percent(millionths)), await of(percent(1_000_000 - millionths)), await of("100")];
        for (const name of ["list_before", "list_after", "paid_before", "paid_after"] as const) expect(part[name] + rest[name]).toBe(whole[name]);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});

test("a rule of the workspace holds for the model moved to", async () => {
  const access = await workspaceWith(medium);
  await pool().query(
    "insert into price_rule (workspace_id, kind, provider, percent, starts_at, recorded_by) values ($1, 'discount', 'openai', 10, '2026-01-01', 'system')",
    [access.workspaceId],
  );
  const { sums } = await result(access, { to_model: "openai/gpt-4o" });
  // 70.00 at list, a tenth less to pay
  expect([fineDollars(sums.list_after), fineDollars(sums.paid_after)]).toEqual(["70", "63"]);
});

test("batch is priced as batch; what has no batch price stays, and says so", async () => {
  const access = await workspaceWith(gpt, medium.replace("mistral,mistral-medium-3.1", "openai,gpt-4"));
  const found = await result(access, { to_batch: true, models: ["openai/gpt-4o"] });
  expect(paid(found)).toEqual(["2.5", "1.25"]); // half
  expect((await result(access, { to_batch: true, models: ["openai/gpt-4"] })).stays).toMatchObject([
    { reason: "no_batch_price", tokens: 16_000_000n },
  ]);
});

test("a cached share of the input is read at the price of the cache, and may be written to it first", async () => {
  const access = await workspaceWith(claude);
  // 10 M at 3.00 = 30; 2 M at 3.00 + 8 M read at 0.30 = 8.40; 1 M at 3.00 + 8 M read at 0.30 + 1 M written at 3.75 = 9.15
  expect(paid(await result(access, { cached: "80" }))).toEqual(["30", "8.4"]);
  expect(paid(await result(access, { cached: "80", written: "10" }))).toEqual(["30", "9.15"]);
  // a quarter of it: 7.50 and 2.10
  expect(paid(await result(access, { share: "25", cached: "80" }))).toEqual(["7.5", "2.1"]);
  expect((await result(await workspaceWith(medium), { cached: "80", to_model: "cohere/command-a-03-2025" })).stays).toMatchObject([
    { reason: "no_cache_price" },
  ]);
});

describe("what is moved", () => {
  test("is of the models, teams and projects that are named", async () => {
    const access = await workspaceWith(medium, gpt, claude);
    const tried = async (written: Parameters<typeof move>[0]) => paid(await result(access, { to_model: "openai/gpt-5.6-luna", ...written }))[0];
    expect(await tried({ models: ["mistral/mistral-medium-2508", "openai/gpt-4o"] })).toBe("15.3"); // 12.80 + 2.50
    expect(await tried({ teams: ["Search"] })).toBe("32.5"); // 2.50 + 30
    expect(await tried({ projects: [null] })).toBe("32.5");
    expect(await tried({ projects: ["atlas"], teams: ["Search"] })).toBe("0");
  });

  test("is single requests by the size of their prompt, cached tokens included; a total of many has none", async () => {
    const single = (input: number, cached = 0) => `2026-08-15T10:00:00Z,openai,gpt-4o,${input},0,${cached},,1,,,`;
    const access = await workspaceWith(single(1000), single(2000, 500), single(4000), gpt);
    const tried = async (written: Parameters<typeof move>[0]) => (await result(access, { to_model: "openai/gpt-5.6-luna", ...written })).tokens;
    expect(await tried({ prompt_up_to: 2000 })).toBe(3000n);
    expect(await tried({ prompt_above: 1000 })).toBe(6000n);
    expect(await tried({ prompt_above: 1000, prompt_up_to: 2000 })).toBe(2000n);
  });

  test("begins on its day, at midnight in the workspace's zone", async () => {
    const access = await workspaceWith(medium, medium.replace("-08-15T10", "-08-20T00"));
    expect(paid(await result(access, { to_model: "openai/gpt-4o", from: "2026-08-20" }))).toEqual(["12.8", "70"]);
    expect(paid(await result(access, { to_model: "openai/gpt-4o", from: "2027-01-01" }))).toEqual(["0", "0"]);
  });

  test("does not fit into every model", async () => {
    const access = await workspaceWith("2026-08-15T10:00:00Z,mistral,mistral-medium-3.1,10000,0,,,1,,,");
    expect((await result(access, { to_model: "openai/gpt-4" })).stays).toEqual([
      { reason: "target_window", tokens: 10_000n, actual: 4_000_000_000n },
    ]);
  });
});

test("the next month is forecast as it will go, and as it would from the scenario's day on", async () => {
  // A million tokens in a day for four weeks and more: 0.40 a day; half of it on GPT-4o: 0.20 + 1.25 = 1.45
  const days = Array.from(
    { length: 31 },
    (_, index) => `2026-07-${String(index + 1).padStart(2, "0")}T10:00:00Z,mistral,mistral-medium-3.1,1000000,0,,,9,,,`,
  );
  const access = await workspaceWith(...days);
  const forecast = async (from?: string) => {
    const found = await scenarioForecast(access, move({ share: "50", to_model: "openai/gpt-4o", ...(from && { from }) }));
    if (!found || !("month" in found)) throw new Error("no forecast");
    return [found.month, dollars(found.before.likely), dollars(found.after.likely)];
  };
  expect(await forecast()).toEqual(["2026-08", "12.4", "44.95"]); // 31 × 0.40 and 31 × 1.45
  expect(await forecast("2026-08-11")).toEqual(["2026-08", "12.4", "34.45"]); // 10 × 0.40 + 21 × 1.45
  expect(await forecast("2026-09-01")).toEqual(["2026-08", "12.4", "12.4"]);
});

describe("a scenario that is kept", () => {
  const written: WrittenMove = {
    share: "60",
    models: ["openai/gpt-4o"],
    teams: ["Search", null],
    to_model: "mistral/mistral-medium-2508",
    from: "2026-09-01",
  };

  test("is there for the workspace, and for no other; it can be taken away and brought back", async () => {
    const access = await workspaceWith(gpt);
    const id = await saveScenario(keeper(access), { name: "Search to Medium", note: null, move: move(written) });
    expect(await keptScenario(access, id)).toMatchObject({ name: "Search to Medium", scenario: move(written) });
    expect(await scenarios(await freshWorkspace())).toEqual([]);
    await expect(keptScenario(await freshWorkspace(), id)).rejects.toMatchObject({ code: "not_found" });
    await deleteScenario(keeper(access), id);
    await expect(deleteScenario(keeper(access), id)).rejects.toMatchObject({ code: "not_found" });
    expect(await scenarios(access)).toEqual([]);
    expect((await scenarios(access, { deleted: true })).map((each) => each.id)).toEqual([id]);
    await restoreScenario(keeper(access), id);
    expect((await scenarios(access)).map((each) => each.id)).toEqual([id]);
    const { rows } = await pool().query("select action from audit_entry where workspace_id = $1 and action like 'scenario%' order by id", [
      access.workspaceId,
    ]);
    expect(rows.map(({ action }) => action)).toEqual(["scenario.saved", "scenario.deleted", "scenario.restored"]);
  });

  test("kept for oneself is nobody else's, and those for everybody are changed by who may", async () => {
    const access = await workspaceWith(gpt);
    const [nora, vic] = ["user:nora", "user:vic"].map((actor) => mintAccess({ ...access, actor }));
    if (!nora || !vic) throw new Error("nobody");
    const asked = { name: "Mine", note: null, move: move({ to_batch: true }) };
    await expect(saveScenario({ access: vic, mayShare: false }, asked)).rejects.toMatchObject({ code: "not_allowed" });
    const own = await saveScenario({ access: vic, mayShare: false }, { ...asked, isPersonal: true });
    const shared = await saveScenario(keeper(nora), { ...asked, name: "Ours" });
    expect((await scenarios(vic)).map(({ id }) => id)).toEqual([shared, own]);
    expect((await scenarios(nora)).map(({ id }) => id)).toEqual([shared]);
    await expect(keptScenario(nora, own)).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteScenario(keeper(nora), own)).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteScenario({ access: vic, mayShare: false }, shared)).rejects.toMatchObject({ code: "not_found" });
    await deleteScenario({ access: vic, mayShare: false }, own);
    await restoreScenario({ access: vic, mayShare: false }, own);
    expect((await scenarios(vic)).map(({ id }) => id)).toEqual([shared, own]);
  });

  test("hides from who sees only some teams what names others, or a project", async () => {
    const access = await workspaceWith(gpt, medium);
    await saveScenario(keeper(access), { name: "about Search", note: null, move: move({ teams: ["Search"], to_batch: true }) });
    await saveScenario(keeper(access), { name: "about atlas", note: null, move: move({ projects: ["atlas"], to_batch: true }) });
    await saveScenario(keeper(access), { name: "about all", note: null, move: move({ to_batch: true }) });
    const { rows } = await pool().query<{ id: number; name: string }>(
      "select id, name from dimension_value where workspace_id = $1 and kind = 'team'",
      [access.workspaceId],
    );
    const limited = (team: string) => ({ ...access, teams: rows.filter(({ name }) => name === team).map(({ id }) => id) });
    expect((await scenarios(limited("Search"))).map(({ name }) => name)).toEqual(["about all", "about Search"]);
    expect((await scenarios(limited("Platform"))).map(({ name }) => name)).toEqual(["about all"]);
  });

  test("reads as it was written", () => {
    expect(moveSchema.parse(moveJson(move(written)))).toEqual(move(written));
  });

  test("is of a model in the book", async () => {
    const access = await workspaceWith(gpt);
    const nowhere = move({ to_model: "openai/gpt-9" });
    await expect(saveScenario(keeper(access), { name: "x", note: null, move: nowhere })).rejects.toMatchObject({ code: "unknown_model" });
    await expect(scenarioResult(access, nowhere, { period: august })).rejects.toMatchObject({ code: "unknown_model" });
  });
});

test.each([
  [{ share: "0", to_batch: true }, "share"],
  [{ share: "100.0001", to_batch: true }, "share"],
  [{ share: "1.00001", to_batch: true }, "share"],
  [{ share: "all", to_batch: true }, "share"],
  [{ share: "100", to_batch: true, cached: "half" }, "cached"],
  [{ share: "100", cached: "50", written: "none" }, "written"],
  [{ share: "100" }, "to_model"],
  [{ share: "100", cached: "60", written: "41" }, "written"],
  [{ share: "100", written: "10", to_batch: true }, "written"],
  [{ share: "100", to_batch: true, prompt_above: 10, prompt_up_to: 10 }, "prompt_up_to"],
])("%j is no move, for its %s", (written, field) => {
  expect(moveSchema.safeParse(written).error?.issues[0]?.path.join(".")).toBe(field);
});

test("what the scenario leaves alone is spend as before", async () => {
  const access = await workspaceWith(medium, gpt, unknown);
  const found = await result(access, { teams: ["Search"], to_model: "openai/gpt-5.6-luna" });
  const { total } = await spend(access, { period: august });
  expect(found.cost).toBe(total.cost);
});
