import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { installation } from "@/lib/audit";
import { pool } from "@/lib/db";
import { readBoundaries } from "@/lib/imports/segments";
import { dollars } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { bookModel } from "@/lib/pricing/book";
import { addModel, addProviderAliases } from "@/lib/pricing/entries";
import { installReferenceBook } from "@/lib/pricing/install";
import { readOwnList } from "@/lib/pricing/lists/obole";
import { priceBook } from "@/lib/pricing/queries";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { cubeSums, canonicalHeader as header, rollupOf, take, visibleSums } from "@/lib/testing/files";
import { changePrices } from "./change";
import { applyList, applyListAsOperator, listDifference, tryList } from "./list-update";

freshDatabase();

const source = { name: "a vendor's page", url: "https://example.com/prices", retrieved: "2026-11-01" };
const period = { cache_read: null, cache_write_5m: null, cache_write_1h: null, long_context: null };
const listOf = (...models: object[]) => JSON.stringify({ provider_aliases: { nova: "nova", mistral: "mistral" }, models });
const nova = (periods: object[], of: object = {}) => ({
  ...{
    provider: "nova",
    id: "nova-1",
    name: "Nova 1",
    tier: "mid",
    aliases: ["nova-latest"],
    patterns: [],
    batch_multiplier: "0.5",
    context_window: 100_000,
  },
  ...{ periods, sources: [source], ...of },
});
const first = nova([{ from: null, input: "1", output: "2", ...period }]);
const dearer = nova([
  { from: null, input: "1", output: "2", ...period },
  // inside a day of every zone but those at a whole quarter of it
  { from: "2026-06-10T10:15:00Z", input: "2", output: "4", ...period, tiers: { flex: { input: "1" } } },
]);

async function used(): Promise<Access> {
  const access = await freshWorkspace({ timezone: "Asia/Kathmandu" });
  const lines = ["2026-06-10T10:14:00Z,nova,nova-1,1000000,1000000,,1,,,,,a", "2026-06-10T10:15:00Z,nova,nova-latest,1000000,1000000,,1,,,,,b"];
  await take(access, [header, ...lines, "2026-06-10T12:00:00Z,nova,nova-1,1000000,0,,1,flex,,,,c"].join("\n"));
  return access;
}
const cost = async (access: Access, asOf?: number) => {
  const { total } = await spend(access, { period: daysPeriod("2026-06-01", "2026-07-01", access.timezone), ...(asOf !== undefined && { asOf }) });
  return total.cost === null ? null : dollars(total.cost);
};

describe("a price list of our own shape", () => {
  test("brings new models and later prices in, shown first, for all history; what was known before can still be asked for", async () => {
    const access = await used();
    expect(await cost(access)).toBeNull();
    const before = Date.now();

    const news = await listDifference(listOf(first), {});
    expect(news.difference.added.map(({ model }) => model.id)).toEqual(["nova-1"]);
    // 2 M in and 2 M out of two rows and 1 M in of a third, at 1 and 2
    expect((await tryList(access, news.list, news.difference, {})).total.after).toBe(7_000_000_000_000n);
    expect(await cost(access)).toBeNull();
    await applyList(access, listOf(first), {});
    expect(await cost(access)).toBe("7");

    await new Promise((resume) => setTimeout(resume, 5));
    const later = await listDifference(listOf(dearer), {});
    expect(
      later.difference.changed.map(({ model, before: was, period: becomes, isSuspicious }) => [
        model.id,
        was?.prices.input,
        becomes.prices.input,
        isSuspicious,
      ]),
    ).toEqual([["nova-1", 1_000_000n, 2_000_000n, false]]);
    // 1 + 2, then 2 + 4, then 1 M at the tier's own 1
    const promised = await tryList(access, later.list, later.difference, {});
    expect(promised.total).toEqual({ before: 7_000_000_000_000n, after: 10_000_000_000_000n });
    const known = Date.now();
    await new Promise((resume) => setTimeout(resume, 5));
    await applyList(access, listOf(dearer), {});
    expect(await cost(access)).toBe("10");
    expect([await cost(access, before), await cost(access, known)]).toEqual([null, "7"]);
    expect(await cubeSums(access)).toEqual(await visibleSums(access));

    const again = await listDifference(listOf(dearer), {});
    expect([again.difference.added, again.difference.changed, again.difference.aliases]).toEqual([[], [], []]);
    const { rows } = await pool().query("select action, target from audit_entry where workspace_id = $1 and action like 'price%' order by id", [
      access.workspaceId,
    ]);
    expect(rows).toEqual([
      { action: "price_book.updated", target: "obole" },
      { action: "price_book.updated", target: "obole" },
    ]);
  });

  test("marks what is unchanged as checked, and leaves what jumps out unless it is taken", async () => {
    const access = await freshWorkspace();
    const odd = { ...first, id: "nova-2", name: "Nova 2", aliases: [] };
    await applyList(access, listOf(odd), {});
    const jump = {
      ...odd,
      sources: [{ ...source, retrieved: "2026-11-20" }],
      periods: [...odd.periods, { from: "2026-07-01", input: "3.01", output: "2", ...period }],
    };
    const price = async () => (await priceBook()).models.find(({ id }) => id === "nova-2")?.periods.length;
    expect((await listDifference(listOf(jump), {})).difference.changed.map(({ isSuspicious }) => isSuspicious)).toEqual([true]);
    await applyList(access, listOf(jump), {});
    expect(await price()).toBe(1);
    await applyList(access, listOf({ ...odd, sources: [{ ...source, retrieved: "2026-11-20" }] }), {});
    expect(bookModel(await priceBook(), "nova", "nova-2")?.checkedOn).toBe("2026-11-20");
    await applyList(access, listOf(jump), { takesSuspicious: true });
    expect(await price()).toBe(2);
  });

  test("stays corrected when the shipped price book is installed again", async () => {
    const access = await freshWorkspace();
    const corrected = { input: "0.11", output: "0", ...period, from: null };
    const embed = nova([corrected], { provider: "mistral", id: "mistral-embed", name: "Mistral Embed", aliases: [] });
    await applyList(access, listOf(embed), {});
    const cells = await rollupOf(access);
    await installReferenceBook();
    expect(bookModel(await priceBook(), "mistral", "mistral-embed")?.periods.at(-1)?.prices.input).toBe(110_000n);
    expect(await rollupOf(access)).toEqual(cells);
  });

  test.each([
    ["not json", /no JSON/],
    ["{}", /no price list of a known shape/],
    [listOf({ ...first, periods: [{ from: "2026-06-10T10:07:00Z", input: "1", output: "2", ...period }] }), /quarter hour/],
    [listOf({ ...first, patterns: ["nova-.*"] }), /anchored/],
  ])("is refused where it cannot be right: %#", async (text, message) => {
    await expect(listDifference(text, {})).rejects.toMatchObject({ code: "unreadable_list", message: expect.stringMatching(message) });
  });
});

test("names, batch multiplier and window of a model are what was known then, too", async () => {
  const access = await freshWorkspace();
  const shipped = async (of: object) => {
    const { models, providerAliases } = readOwnList(
      JSON.parse(listOf(nova([{ from: null, input: "4", output: "8", ...period }], { provider: "vega", id: "vega-1", ...of }))),
    );
    await changePrices("all", async (client) => {
      await addProviderAliases(client, new Map([...providerAliases, ["vega", "vega"]]), new Date());
      for (const model of models) await addModel(client, model, new Date());
    });
  };
  await shipped({ batch_multiplier: "0.5", context_window: 100_000 });
  const row = (id: string, model: string, tier: string) => `2026-06-11T10:00:00Z,vega,${model},1000000,0,,1,${tier},,,,${id}`;
  await take(access, [header, row("va", "vega-1", "batch"), row("vb", "vega-1-20260601", "")].join("\n"));
  // 1 M in at 4, half of it; the other name is nobody's
  expect(await cost(access)).toBe("2");
  const before = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 5));

  await shipped({ batch_multiplier: "0.25", context_window: 200_000, patterns: ["^vega-1-\\d{8}$"] });
  expect(await cost(access)).toBe("5"); // a quarter, and 4 for the name that is known now
  expect(await cost(access, before)).toBe("2");
  const known = async (asOf?: number) => bookModel(await priceBook(asOf === undefined ? {} : { asOf }), "vega", "vega-1");
  expect([(await known())?.contextWindow, (await known(before))?.contextWindow]).toEqual([200_000n, 100_000n]);
  const client = await pool().connect();
  expect((await readBoundaries(client, access.workspaceId)).edges).toEqual(expect.arrayContaining([100_000n, 200_000n]));
  await expect(client.query("update book_model_version set name = 'x'")).rejects.toThrow(/append-only/);
  client.release();

  await shipped({ batch_multiplier: null, context_window: 200_000, patterns: ["^vega-1-\\d{8}$"] });
  expect(await cost(access)).toBe("5"); // who is silent takes nothing back
  const { rows } = await pool().query("select count(*)::int as versions from book_model_version where provider = 'vega'");
  expect(rows[0].versions).toBe(2);
  expect(await known(0)).toBeNull();
});

describe("a list without dates", () => {
  const litellm = (of: object) =>
    JSON.stringify({
      "mistral/mistral-medium-2508": {
        litellm_provider: "mistral",
        mode: "chat",
        input_cost_per_token: 4e-7,
        output_cost_per_token: 0.000002,
        ...of,
      },
    });

  test("changes a price from the day it is taken, and keeps what it is silent about", async () => {
    const { difference } = await listDifference(litellm({ input_cost_per_token: 3.5e-7, input_cost_per_token_priority: 7e-7 }), {
      from: "2026-11-20",
    });
    expect(difference.changed.map(({ model, period: { startsAt, prices, tiers } }) => [model.id, startsAt, prices.input, tiers])).toEqual([
      ["mistral-medium-2508", Date.parse("2026-11-20"), 350_000n, { priority: { input: 700_000n } }],
    ]);
  });

  test("that says nothing new leaves the price alone", async () => {
    const { difference } = await listDifference(litellm({}), { from: "2026-11-20" });
    expect([difference.changed, difference.unchanged.map(({ model }) => model.id)]).toEqual([[], ["mistral-medium-2508"]]);
  });

  test("says what it does not understand", async () => {
    const text = JSON.stringify({
      "gpt-4o": { litellm_provider: "openai", mode: "chat", input_cost_per_token: 2.5e-6, output_cost_per_token: 1e-5 },
      "whisper-1": { litellm_provider: "openai", mode: "audio_transcription", input_cost_per_second: 1e-4 },
      "azure/eu/gpt-4o": { litellm_provider: "azure", mode: "chat", input_cost_per_token: 2.75e-6, output_cost_per_token: 1.1e-5 },
      "some/model": { litellm_provider: "somebody", mode: "chat", input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 },
    });
    expect((await listDifference(text, {})).difference.notUnderstood.map(({ what }) => what)).toEqual(["whisper-1", "azure/eu/gpt-4o", "some/model"]);
  });

  test("taken by a command is in the trail of the installation, as one taken on the page is in its workspace's", async () => {
    const access = await freshWorkspace();
    const options = { from: "2026-11-21" };
    await applyListAsOperator(litellm({ input_cost_per_token: 7e-7 }), options);
    await applyList(access, litellm({ input_cost_per_token: 8e-7 }), { from: "2026-11-22" }, { address: "192.0.2.1" });
    const { rows } = await pool().query(
      "select workspace_id, actor, target, after, address from audit_entry where action = 'price_book.updated' order by at desc limit 2",
    );
    const counts = { prices: 1, models: 0, aliases: 0, unchanged: 0 };
    expect(rows).toEqual([
      { workspace_id: access.workspaceId, actor: access.actor, target: "litellm", after: { ...counts, from: "2026-11-22" }, address: "192.0.2.1" },
      { workspace_id: installation, actor: "console", target: "litellm", after: { ...counts, from: "2026-11-21" }, address: null },
    ]);
  });

  test("of genai-prices gives its dated prices and thresholds", async () => {
    const tiers = (base: number, price: number) => ({ base, tiers: [{ start: 200_000, price }] });
    const model = {
      ...{
        id: "nova-genai",
        match: { or: [{ equals: "nova-genai" }, { equals: "nova-genai-001" }, { starts_with: "nova" }] },
        context_window: 1_000_000,
      },
      prices: [
        { prices: { input_mtok: tiers(1.25, 2.5), output_mtok: 10 } },
        { constraint: { type: "start_date", start_date: "2026-08-01" }, prices: { input_mtok: 1, output_mtok: 8 } },
      ],
    };
    const { difference } = await listDifference(JSON.stringify([{ id: "google", name: "Google", models: [model] }]), {});
    const [added] = difference.added;
    expect(added?.model).toMatchObject({ provider: "google", id: "nova-genai", aliases: ["nova-genai-001"] });
    expect(added?.model.periods).toMatchObject([
      { startsAt: null, prices: { input: 1_250_000n, output: 10_000_000n }, long: { threshold: 200_000n, prices: { input: 2_500_000n } } },
      { startsAt: Date.parse("2026-08-01"), prices: { input: 1_000_000n, output: 8_000_000n }, long: null },
    ]);
  });
});
