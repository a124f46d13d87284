// Two workspaces with people in every role, over a database of the test's own, and the ways in that a browser and a program have.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { hashPassword } from "@/lib/people/password";
import { type Scope, scopes } from "@/lib/permissions";
import { startApp } from "../../scripts/app-under-test.mjs";
import { createDatabase } from "../../scripts/database.mjs";
import { startPostgres } from "../../scripts/postgres.mjs";
import { type Actor, type Member, members, outsiders } from "./policy";

const password = "a quiet copper coin";

/** Ids of rows of a workspace; no other has them. */
export type Place = {
  slug: string;
  import: string;
  rule: string;
  attribution: string;
  baseline: string;
  scenario: string;
  charge: string;
  budget: string;
  invoice: string;
  rates: string;
  chargeback: string;
  spread: string;
  template: string;
  entry: string;
  view: string;
  annotation: string;
  key: string;
  member: string;
  invitation: string;
  session: string;
  webhook: string;
  delivery: string;
  recipient: string;
  schedule: string;
};
export type Answer = { status: number; location: string; allow: string; body: string };

export type World = {
  own: Place;
  foreign: Place;
  /** Everything of it has the right form, and none of it exists. */
  nowhere: Place;
  query: (sql: string, values?: unknown[]) => Promise<pg.QueryResult>;
  /** As somebody; null: as nobody. */
  ask: (as: Actor | null, method: string, path: string, body?: BodyInit, headers?: Record<string, string>) => Promise<Answer>;
  /** With an API key of the own workspace; "all": with every scope. */
  askWithKey: (scope: Scope | "all", method: string, path: string, body?: BodyInit) => Promise<Answer>;
  /** Calls a server action as its page would and answers the code that refuses it; null: it was not refused. */
  act: (as: Actor | null, name: string, slug: string, input?: Record<string, string>, headers?: Record<string, string>) => Promise<string | null>;
  pages: string[];
  calls: string[];
  actions: string[];
  close: () => Promise<void>;
};

export const nobodysTeam = "Quokka crew";
export const limitedTeam = "Zebrafish crew";
const usage = [
  ["timestamp,provider,model,input_tokens,output_tokens,team,project,user,source"],
  ["2026-06-03T10:00:00Z,mistral,mistral-medium-3.1,1000000,100000", limitedTeam, "Zebrafish atlas,zed,zebrafish-gateway"],
  ["2026-06-04T10:00:00Z,mistral,mistral-medium-3.1,7000000,900000", nobodysTeam, "Quokka atlas,quill,quokka-gateway"],
  ["2026-06-05T10:00:00Z,mistral,mistral-small-3.2,9000000,900000,,,,"],
]
  .map((cells) => cells.join(","))
  .join("\n");

/** Starts the built app. `close` takes everything away. */
export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), "obole-access-"));
  const server = await startPostgres({ folder, fast: true });
  await createDatabase(server.url("postgres"), "obole");
  const databaseUrl = server.url("obole");
  const key = randomBytes(24).toString("hex");
  const init = { OBOLE_INIT_EMAIL: "founder@example.com", OBOLE_INIT_PASSWORD: password, OBOLE_INIT_WORKSPACE: "Founders" };
  const app = await startApp({
    env: { DATABASE_URL: databaseUrl, AUTH_SECRET: randomBytes(32).toString("hex"), OBOLE_NOW: "2026-06-15T12:00:00Z", ...init },
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const query: World["query"] = (sql, values) => client.query(sql, values);

  const own = await found(query, "own", [...members, "removed"]);
  const foreign = await found(query, "foreign", ["stranger"]);
  await storeKey(query, own.id, key, scopes);
  const foreignKey = randomBytes(24).toString("hex");
  await storeKey(query, foreign.id, foreignKey, scopes);
  const scoped = new Map<Scope | "all", string>([["all", key]]);
  for (const scope of scopes) scoped.set(scope, await storeKey(query, own.id, randomBytes(24).toString("hex"), [scope]));

  const upload = async (bearer: string) => {
    const response = await fetch(`${app.url}/api/v1/imports?filename=usage.csv`, {
      method: "POST",
      body: usage,
      headers: { authorization: `Bearer ${bearer}` },
    });
    return String(((await response.json()) as { id: string }).id);
  };
  const record = async (bearer: string, rules: string, rule: unknown) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const response = await fetch(`${app.url}/api/v1/${rules}`, { method: "POST", body: JSON.stringify(rule), headers });
    const answer = (await response.json()) as { id?: string; items?: { id: string }[] };
    return String(answer.id ?? answer.items?.[0]?.id);
  };
  const fill = async (bearer: string) => ({
    import: await upload(bearer),
    rule: await record(bearer, "price-rules", { kind: "discount", scope: { provider: "cohere" }, percent: "5", from: "2026-06-01" }),
    baseline: await record(bearer, "baselines", { model: "openai/gpt-4o" }),
    scenario: await record(bearer, "scenarios", { name: "All to GPT-4o", move: { share: "100", to_model: "openai/gpt-4o" } }),
    chargeback: await record(bearer, "chargeback-rules", { scope: { team: limitedTeam }, cost_centre: "Zebrafish centre" }),
    spread: await record(bearer, "spread-rules", { pool: "usage", method: "cost" }),
    rates: await record(bearer, "currency-rates", { from: "USD", to: "EUR", day: "2026-06-30", rate: "0.86", source: "Zebrafish bank" }),
    budget: await record(bearer, "budgets", { amount: "100", from: "2026-06", note: "Quokka budget" }),
    invoice: await record(bearer, "invoices", { month: "2026-06", provider: "openai", number: "Zebrafish-1", amount: "10" }),
    charge: await record(bearer, "fixed-charges", { kind: "fee", item: "Zebrafish desk", price: "10", every: "month", from: "2026-06-01" }),
    attribution: await record(bearer, "attribution-rules", { kind: "assign", scope: { user: "nobody" }, team: limitedTeam, from: "2026-06-01" }),
  });
  const places = { own: { ...own.place, ...(await fill(key)) }, foreign: { ...foreign.place, ...(await fill(foreignKey)) } };
  await query(
    "update membership set teams = array(select id from dimension_value where workspace_id = $1 and kind = 'team' and name = $2) where user_id = (select id from \"user\" where email = 'limited@example.com')",
    [own.id, limitedTeam],
  );
  const cookies = new Map<Actor, string>();
  for (const actor of [...members, ...outsiders]) cookies.set(actor, await signIn(app.url, `${actor}@example.com`));
  await query("delete from membership where user_id = (select id from \"user\" where email = 'removed@example.com')");

  const send = async (method: string, target: string, headers: Record<string, string>, body?: BodyInit): Promise<Answer> => {
    const response = await fetch(app.url + target, { method, headers, body: body ?? null, redirect: "manual" });
    const header = (name: string) => response.headers.get(name) ?? "";
    const isEndless = header("content-type").startsWith("text/event-stream");
    if (isEndless) await response.body?.cancel();
    return { status: response.status, location: header("location"), allow: header("allow"), body: isEndless ? "" : await response.text() };
  };
  const ask: World["ask"] = (as, method, target, body, headers = {}) =>
    send(method, target, { ...(as && { cookie: cookies.get(as) ?? "" }), ...(method !== "GET" && { origin: app.url }), ...headers }, body);
  const built = await buildOf();
  return {
    ...places,
    nowhere: {
      slug: "nowhere",
      import: "2000000000",
      rule: "2000000000",
      attribution: "2000000000",
      baseline: "2000000000",
      scenario: "2000000000",
      charge: "2000000000",
      budget: "2000000000",
      invoice: "2000000000",
      rates: "2000000000",
      chargeback: "2000000000",
      spread: "2000000000",
      template: "2000000000",
      entry: "2000000000",
      view: "2000000000",
      annotation: "2000000000",
      key: zeros,
      member: zeros,
      invitation: zeros,
      session: zeros,
      webhook: zeros,
      delivery: zeros,
      recipient: zeros,
      schedule: zeros,
    },
    query,
    ask,
    askWithKey: (scope, method, target, body) => send(method, target, { authorization: `Bearer ${scoped.get(scope)}` }, body),
    act: async (as, name, slug, input = {}, more = {}) => {
      const action = built.actions.get(name);
      const form = new FormData();
      for (const [field, value] of Object.entries(input)) form.append(`_1_${field}`, value);
      const isBound = action?.page.startsWith("/w/");
      form.append("0", JSON.stringify([...(isBound ? [slug] : []), { status: "idle" }, "$K1"]));
      const page = (action?.page ?? "").replace("[workspace]", slug).replace(/\[\w+\]/g, "1");
      // Who has no session has a cookie all the same, so that not the courtesy of the proxy answers but the action.
      const headers = { "next-action": action?.id ?? "", ...(as === null && { cookie: "obole.session=x" }), ...more };
      const { body, status } = await ask(as, "POST", page, form, headers);
      const refused = /"status":"refused","code":"(\w+)"/.exec(body)?.[1];
      if (!refused && !body.includes('"status":"done"') && status !== 303) throw new Error(`${name} answered ${status} ${body.slice(0, 300)}`);
      return refused ?? null;
    },
    ...{ pages: built.pages, calls: built.calls, actions: [...built.actions.keys()] },
    close: async () => {
      await client.end();
      await app.discard();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const zeros = "00000000-0000-4000-8000-000000000000";

type Found = {
  id: number;
  place: Omit<
    Place,
    "import" | "rule" | "attribution" | "baseline" | "scenario" | "charge" | "invoice" | "budget" | "rates" | "chargeback" | "spread"
  >;
};

async function found(query: World["query"], slug: string, people: readonly Actor[]): Promise<Found> {
  const id = await one(query, "insert into workspace (slug, name) values ($1, $1) returning id", [slug]);
  const passwordHash = await hashPassword(password);
  let last = "";
  for (const actor of people) {
    last = await one(query, 'insert into "user" (email, name, password_hash) values ($1, $2, $3) returning id', [
      `${actor}@example.com`,
      actor,
      passwordHash,
    ]);
    await query("insert into membership (workspace_id, user_id, role) values ($1, $2, $3::role)", [id, last, roleOf(actor)]);
  }
  const member = await one(query, "select user_id as id from membership where workspace_id = $1 order by role limit 1", [id]);
  const key = await one(query, "insert into api_key (workspace_id, name, prefix, hash, scopes) values ($1, 'k', 'k', $2, '{}') returning id", [
    id,
    randomBytes(32),
  ]);
  const invitation = await one(
    query,
    `insert into invitation (workspace_id, email, role, hash, invited_by, expires_at) values ($1, 'x@example.com', 'viewer', $2, $3, '2099-01-01') returning id`,
    [id, randomBytes(32), member],
  );
  const session = await one(query, "insert into session (user_id, expires_at, last_seen_at) values ($1, '2099-01-01', '2098-01-01') returning id", [
    member,
  ]);
  const template = await one(
    query,
    "insert into import_template (workspace_id, name, header_hash, columns, mapping, created_by) values ($1, 't', $2, '{Day}', $3, 'system') returning id",
    [id, randomBytes(32), { columns: { timestamp: "Day", model: "Model", input_tokens: "In", output_tokens: "Out" } }],
  );
  const entry = await one(
    query,
    `insert into usage_entry (workspace_id, cells, is_monthly, first_day, next_day, created_by) values ($1, $2, true, '2099-01-01', '2099-01-01', 'system') returning id`,
    [id, { model: "gpt-4o", input_tokens: "1", output_tokens: "1", team: "", project: "" }],
  );
  const webhook = await one(
    query,
    "insert into webhook (workspace_id, url, events, secret, created_by) values ($1, 'https://hooks.invalid/', '{}', $2, 'system') returning id",
    [id, randomBytes(60)],
  );
  const delivery = await one(
    query,
    `insert into webhook_delivery (workspace_id, webhook_id, event, body, status, next_attempt_at, created_at)
     values ($1, $2, 'import.done', '{}', 'delivered', '2026-06-01', '2026-06-01') returning id`,
    [id, webhook],
  );
  const recipient = await one(
    query,
    "insert into alert_recipient (workspace_id, email, locale, events, created_by) values ($1, 'mia@example.com', 'en', '{}', 'system') returning id",
    [id],
  );
  const schedule = await one(
    query,
    `insert into report_schedule (workspace_id, is_working_day, day, hour, formats, locale, created_at, created_by)
     values ($1, true, 3, 9, '{csv}', 'en', now(), 'system') returning id`,
    [id],
  );
  const view = await one(
    query,
    "insert into saved_view (workspace_id, name, search, created_by) values ($1, 'v', '?period=2026-06', 'system') returning id",
    [id],
  );
  const annotation = await one(
    query,
    "insert into annotation (workspace_id, day, text, written_by) values ($1, '2026-06-01', 'a', 'system') returning id",
    [id],
  );
  return {
    id: Number(id),
    place: { slug, key, template, view, annotation, entry, member, invitation, session, webhook, delivery, recipient, schedule },
  };
}

function roleOf(actor: Actor): Exclude<Member, "limited"> {
  if (actor === "stranger") return "owner";
  return actor === "limited" || actor === "removed" ? "viewer" : actor;
}

async function one(query: World["query"], sql: string, values: unknown[]): Promise<string> {
  return String((await query(sql, values)).rows[0].id);
}

async function storeKey(query: World["query"], workspaceId: number, key: string, granted: readonly Scope[]): Promise<string> {
  const hash = createHash("sha256").update(key).digest();
  await query("insert into api_key (workspace_id, name, prefix, hash, scopes) values ($1, 'test', 'test', $2, $3)", [workspaceId, hash, granted]);
  return key;
}

/** Signs in as a form does, and answers the cookie. */
async function signIn(url: string, email: string): Promise<string> {
  const before = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await before.json()) as { csrfToken: string };
  const response = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: pairs(before) },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
    redirect: "manual",
  });
  const cookie = pairs(response);
  if (!cookie.includes("obole.session=")) throw new Error(`${email} could not sign in: ${response.status} ${await response.text()}`);
  return cookie;
}

function pairs(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** What the build contains: its own lists of routes and server actions. */
async function buildOf(): Promise<{ pages: string[]; calls: string[]; actions: Map<string, { id: string; page: string }> }> {
  const read = async (name: string) => JSON.parse(await readFile(path.join(import.meta.dirname, "..", "..", ".next", "server", name), "utf8"));
  const routes = Object.keys(await read("app-paths-manifest.json")).filter((route) => !route.startsWith("/_"));
  const references: Record<string, { exportedName: string; workers: Record<string, unknown> }> = (await read("server-reference-manifest.json")).node;
  const actions = Object.entries(references).map(([id, { exportedName, workers }]) => {
    const page = (Object.keys(workers)[0] ?? "").replace(/^app/, "").replace(/\/page$/, "") || "/";
    return [exportedName, { id, page }] as const;
  });
  const named = (kind: "page" | "route") =>
    routes.filter((route) => route.endsWith(`/${kind}`)).map((route) => route.slice(0, -kind.length - 1) || "/");
  return { pages: named("page"), calls: named("route"), actions: new Map(actions) };
}
