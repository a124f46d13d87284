import * as format from "@/lib/i18n/format";
import { parseDollars } from "@/lib/money";
import { expect, test } from "./fixtures";

type Row = Awaited<ReturnType<import("./api").Api["spend"]>>["rows"][number];
type Asked = {
  page: string;
  api: Record<string, string>;
  by: "team" | "project" | "user" | "provider";
  step: "day" | "week" | "month" | "hour";
  tokens?: boolean;
  /** What the page compares with; undefined: with nothing that has a cost. */
  before?: Record<string, string>;
};

// What the page is asked for, and the same of the API.
const addresses: Asked[] = [
  {
    page: "period=2026-06&by=team",
    api: { from: "2026-06-01", to: "2026-07-01" },
    by: "team",
    step: "day",
    before: { from: "2026-05-01", to: "2026-06-01" },
  },
  {
    page: "period=2026-05-11..2026-06-03&by=project&step=week&compare=weekday",
    api: { from: "2026-05-11", to: "2026-06-04" },
    by: "project",
    step: "week",
    before: { from: "2026-04-13", to: "2026-05-07" }, // four weeks earlier
  },
  {
    page: "period=2026-Q2&step=month&by=provider&exclude_team=Search&compare=none",
    api: { from: "2026-04-01", to: "2026-07-01", exclude_team: "Search" },
    by: "provider",
    step: "month",
  },
  {
    page: "from=2026-06-08&last=2026-06-09&step=hour&by=team&model=anthropic/claude-haiku-4-5",
    api: { from: "2026-06-08", to: "2026-06-10", model: "anthropic/claude-haiku-4-5" },
    by: "team",
    step: "hour",
    before: { from: "2026-06-06", to: "2026-06-08" },
  },
  {
    // Before the discount was taken: what was paid then, as it was known then.
    page: "period=2026-06&by=team&user=omar.haddad&as_of=2026-08-01",
    api: { from: "2026-06-01", to: "2026-07-01", user: "omar.haddad", as_of: "2026-08-01" },
    by: "team",
    step: "day",
    before: { from: "2026-05-01", to: "2026-06-01" },
  },
  {
    page: "period=2026-06&by=user&show=tokens&team=",
    api: { from: "2026-06-01", to: "2026-07-01", team: "" },
    by: "user",
    step: "day",
    tokens: true,
  },
];
/** What every page ranks beside what it is asked for. */
const ranked = ["team", "project", "user"] as const;

test("every figure of the spend page is the API's, for the same address", async ({ obole, api, workspace }) => {
  test.setTimeout(300_000);
  await obole.open("spend");
  await obole.loadSample();
  await workspace.discount(10);
  const then = addresses.find(({ api: { as_of } }) => as_of)?.api ?? {};
  const { as_of: _, ...today } = then;
  expect((await api.spend(then)).total.cost).not.toBe((await api.spend(today)).total.cost);
  for (const asked of addresses) {
    await test.step(asked.page, async () => {
      await obole.open(`spend?${asked.page}`);
      const shown = (row: Row) => (asked.tokens ? tokens(row) : money(row.cost));
      const [{ total }, byStep, byName] = [
        await api.spend(asked.api),
        await api.spend({ ...asked.api, granularity: asked.step }),
        await api.spend({ ...asked.api, group_by: asked.by }),
      ];
      expect(await obole.total()).toBe(money(total.cost));

      const { names, stops } = await obole.trend(asked.step);
      const totals = stops.map((cells) => cells[names.indexOf("Total") + 1]).filter((cell) => cell !== "—");
      expect(totals).toEqual(byStep.rows.map(shown));

      for (const by of new Set([asked.by, ...ranked])) {
        const lines = await obole.ranking(by);
        const { rows } = by === asked.by ? byName : await api.spend({ ...asked.api, group_by: by });
        expect(lines.at(-1)?.slice(0, -2)).toContain(money(total.cost));
        const named = rows.filter((row) => row[by] !== null && (asked.tokens || row.cost !== null));
        const largest = named.toSorted((a, b) => (amount(a, asked) < amount(b, asked) ? 1 : -1)).slice(0, 5);
        for (const [place, row] of largest.entries()) {
          expect(lines[place]?.[0]).toBe(row[by]);
          expect(lines[place]).toContain(shown(row));
        }
      }

      if (asked.before) {
        const { from: _from, to: _to, ...picked } = asked.api;
        const { total: before } = await api.spend({ ...picked, ...asked.before });
        const told = await obole.why();
        expect([told[0]?.amount, told.at(-1)?.amount]).toEqual([money(before.cost), money(total.cost)]);
      }
    });
  }
});

test("what hides everything says how much, and lets go of it", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  await obole.open("spend?period=2026-Q2&user=nobody");
  const { total } = await api.spend({ from: "2026-04-01", to: "2026-07-01" });
  await obole.expectText(`0 of ${format.count(BigInt(total.requests), "en")} requests match.`);
  await obole.clearFilters();
  await obole.expectTotal(money(total.cost));
});

function money(cost: string | null): string {
  return cost === null ? "$0.00" : format.money(parseDollars(cost), "en");
}

function tokens(row: Row): string {
  const all = Object.values(row.tokens).reduce<bigint>((sum, count) => sum + BigInt(count), 0n);
  return format.tokens(all, "en").replace(/\s/g, " ");
}

function amount(row: Row, { tokens: isTokens }: Asked): bigint {
  if (!isTokens) return parseDollars(row.cost ?? "0");
  return Object.values(row.tokens).reduce<bigint>((sum, count) => sum + BigInt(count), 0n);
}
