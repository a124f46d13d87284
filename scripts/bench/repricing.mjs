// What a change of prices costs: until the API and the page show it over all history, against what it would take to update a cost kept with each event.
import { ask, page } from "./visitor.mjs";

/** @typedef {import("./figures.mjs").Figure} Figure */
/** @typedef {import("./visitor.mjs").Account} Account */

const spend = "/api/v1/spend?from=2026-01-01&to=2026-07-01&granularity=month&group_by=provider,model";
const model = { provider: "openai", model: "gpt-4o" };
const prices = { input: "1", output: "2" };

/** Rules to be taken: each another one every time, since a start or threshold that was there once is kept in the sums. @type {Record<string, (turn: number) => object>} */
const rules = {
  "a discount on everything": (turn) => ({ kind: "discount", percent: String(10 + turn), from: "2026-01-01" }),
  "a price that begins inside a day": (turn) => ({ kind: "price", scope: model, prices, from: `${dayAfter("2026-02-01", turn)}T10:15:00Z` }),
  "a price for prompts beyond a new threshold": (turn) => ({
    ...{ kind: "price", scope: model, from: "2026-01-01" },
    prices: { ...prices, long_context: { threshold_input_tokens: 3000 + turn, input: "2" } },
  }),
};
let turn = 0;

/**
 * A rule is taken, shown and withdrawn, `runs` times for each kind.
 * @param {string} size @param {{ account: Account, client: import("pg").Client, cookie: string, runs: number, say: (text: string) => void }} with
 * @returns {Promise<{ times: Figure[], ratios: Figure[] }>}
 */
export async function measureRepricing(size, { account, client, cookie, runs, say }) {
  say(`a price change at ${size}`);
  const spendPage = () => page(`${account.url}/w/bench/spend?month=2026-05`, cookie);
  await spendPage();
  /** @type {Figure[]} */
  const times = [];
  for (const [name, ruleOf] of Object.entries(rules)) {
    /** @type {Record<"preview" | "shown" | "page" | "next", number[]>} */
    const took = { preview: [], shown: [], page: [], next: [] };
    for (let run = 0; run < runs; run++) {
      const rule = ruleOf(turn++);
      const before = await ask(account, spend);
      const usual = await timed(spendPage);
      took.page.push(usual.took);
      took.preview.push((await timed(() => post(account, rule, "?dry_run=1"))).took);
      const api = await timed(async () => ({ rule: await post(account, rule), after: await ask(account, spend) }));
      if (api.answer.after === before) throw new Error(`the API does not show ${name}`);
      took.shown.push(api.took);
      const next = await timed(spendPage);
      if (totalOn(next.answer) === totalOn(usual.answer)) throw new Error(`the page does not show ${name}`);
      took.next.push(next.took);
      await ask(account, `/api/v1/price-rules/${api.answer.rule.id}`, { method: "DELETE" });
      if ((await ask(account, spend)) !== before) throw new Error(`withdrawing ${name} does not bring back what was`);
    }
    times.push(
      { what: `${size}: ${name}, taken and half a year shown by the API`, unit: "ms", values: took.shown },
      { what: `${size}: ${name}, the spend page before it`, unit: "ms", values: took.page },
      { what: `${size}: ${name}, the spend page's next load`, unit: "ms", values: took.next },
      { what: `${size}: ${name}, its preview`, unit: "ms", values: took.preview },
    );
  }
  const updated = await updateTime(client);
  times.push({ what: `${size}: UPDATE of a cost kept with each event`, unit: "ms", values: [updated] });
  const everything = times[0]?.values ?? [];
  return { times, ratios: [{ what: `${size}: UPDATE ÷ taken and shown`, unit: "×", values: everything.map((took) => updated / took) }] };
}

/** Milliseconds that PostgreSQL takes to write a new cost to every event, where events keep theirs. @param {import("pg").Client} client */
async function updateTime(client) {
  await client.query("create table priced_event (like usage_event including all, cost numeric)");
  await client.query("insert into priced_event select *, 0 from usage_event");
  await client.query(
    "create temp table rate as select id as raw_model_id, 400000::numeric as input, 2000000::numeric as output from dimension_value",
  );
  await client.query("vacuum analyze priced_event");
  const { took } = await timed(() =>
    client.query(
      `update priced_event e set cost = e.input * r.input + e.cache_read * r.input + e.cache_write_5m * r.input + e.cache_write_1h * r.input + e.output * r.output
       from rate r where r.raw_model_id = e.raw_model_id`,
    ),
  );
  await client.query("drop table priced_event, rate");
  return took;
}

/** @param {string} day @param {number} days */
function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** @param {Account} account @param {object} rule @param {string} [query] @returns {Promise<{ id: string }>} */
async function post(account, rule, query = "") {
  return JSON.parse(
    await ask(account, `/api/v1/price-rules${query}`, {
      method: "POST",
      body: JSON.stringify(rule),
      headers: { "content-type": "application/json" },
    }),
  );
}

/** The total that a spend page says. @param {string} html */
function totalOn(html) {
  const [, total] = /data-testid="total"[^>]*>(.*?)<\/p>/.exec(html) ?? [];
  if (!total) throw new Error("the spend page says no total");
  return total;
}

/** @template Answer @param {() => Promise<Answer>} work */
async function timed(work) {
  const startedAt = performance.now();
  const answer = await work();
  return { answer, took: performance.now() - startedAt };
}
