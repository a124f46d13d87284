import { expect, test } from "@playwright/test";
import { scopes } from "@/lib/permissions";
import { type Actor, actions, actsWithoutInput, calls, members, outsiders, pages } from "./policy";
import { type Answer, limitedTeam, nobodysTeam, type Place, startWorld, type World } from "./world";

let world: World;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  world = await startWorld();
});
test.afterAll(() => world?.close());

const everyone: readonly (Actor | null)[] = [...members, ...outsiders, null];
const doors = /^(unauthenticated|not_allowed|not_found)$/;

test("every page, call and action of the build has its row, and no row is left over", () => {
  expect(world.pages.toSorted()).toEqual(Object.keys(pages).sort());
  expect(world.calls.toSorted()).toEqual(Object.keys(calls).sort());
  expect(world.actions.toSorted()).toEqual(Object.keys(actions).sort());
});

test("every method of a call has its row", async () => {
  for (const [route, methods] of Object.entries(calls)) {
    if (route === "/icon.svg") continue; // a file
    const { allow } = await world.ask(null, "OPTIONS", addressOf(route, world.own));
    const allowed = allow.split(", ").filter((method) => !["HEAD", "OPTIONS"].includes(method));
    expect(allowed.sort(), route).toEqual(Object.keys(methods).sort());
  }
});

test("a page opens to whom its row names; to everybody else a foreign workspace is as one that is not there", async () => {
  const found: string[] = [];
  const expected: string[] = [];
  await each(rowsOf(pages), async ([route, who]) => {
    if (typeof who === "string") return;
    for (const actor of everyone) {
      const say = (place: string, answer: Answer) => found.push(`${route} ${actor} ${place}: ${outcome(answer)}`);
      const own = await world.ask(actor, "GET", addressOf(route, world.own));
      const [foreign, nowhere] = [
        await world.ask(actor, "GET", addressOf(route, actor === "stranger" ? world.own : world.foreign)),
        await world.ask(actor, "GET", addressOf(route, world.nowhere)),
      ];
      for (const [place, answer] of Object.entries({ own, foreign, nowhere })) say(place, answer);
      const isIn = actor !== null && (who as readonly string[]).includes(actor);
      expected.push(`${route} ${actor} own: ${actor === null ? "sign in" : isIn ? "open" : "not found"}`);
      for (const place of ["foreign", "nowhere"]) expected.push(`${route} ${actor} ${place}: ${actor === null ? "sign in" : "not found"}`);
      if (actor) expect(seen(foreign), `${route} ${actor}`).toBe(seen(nowhere));
    }
  });
  expect(found.sort()).toEqual(expected.sort());
});

test("open pages open to everybody, and what is for a person asks who it is", async () => {
  for (const [route, who] of rowsOf(pages)) {
    if (typeof who !== "string") continue;
    const answer = await world.ask(null, "GET", addressOf(route, world.nowhere));
    expect(answer.status, route).toBeLessThan(500);
    if (who === "person") expect(outcome(answer), route).toBe("sign in");
  }
});

test("a call opens to a key with its scope; without a key 401, without the scope 403, and a foreign row is as one that is not there", async () => {
  for (const [route, methods] of Object.entries(calls)) {
    for (const [method, need] of Object.entries(methods)) {
      if (need === "open" || typeof need !== "string") continue;
      const what = `${method} ${route}`;
      const own = addressOf(route, world.own);
      expect((await world.ask(null, method, own)).status, what).toBe(401);
      expect((await world.ask("owner", method, own)).status, `${what} with a session only`).toBe(401);
      for (const scope of scopes) {
        const { status } = await world.askWithKey(scope, method, own);
        if (scope === need) expect([401, 403, 404], `${what} with ${scope}`).not.toContain(status);
        else expect(status, `${what} with ${scope}`).toBe(403);
        expect(status, what).toBeLessThan(500);
      }
      if (!route.includes("[id]")) continue;
      const [foreign, nowhere] = [
        await world.askWithKey("all", method, addressOf(route, world.foreign)),
        await world.askWithKey("all", method, addressOf(route, world.nowhere)),
      ];
      expect(foreign.status, what).toBe(404);
      const unnumbered = ({ body }: Answer) => body.replace(/\b\d+\b/g, "?");
      expect(unnumbered(foreign), what).toBe(unnumbered(nowhere));
    }
  }
});

test("a call of our own pages opens to whom its row names, and to our own pages only", async () => {
  for (const [route, methods] of Object.entries(calls)) {
    for (const [method, who] of Object.entries(methods)) {
      if (typeof who === "string") continue;
      for (const actor of everyone) {
        const what = `${method} ${route} as ${actor}`;
        const own = await world.ask(actor, method, addressOf(route, world.own));
        const foreign = await world.ask(actor, method, addressOf(route, actor === "stranger" ? world.own : world.foreign));
        const nowhere = await world.ask(actor, method, addressOf(route, world.nowhere));
        if (actor === null) expect([own.status, foreign.status, nowhere.status], what).toEqual([401, 401, 401]);
        else {
          const isMember = (members as readonly string[]).includes(actor);
          if ((who as readonly string[]).includes(actor)) expect([401, 403, 404, 500], what).not.toContain(own.status);
          else expect(own.status, what).toBe(isMember ? 403 : 404);
          expect([foreign.status, foreign.body], what).toEqual([404, nowhere.body]);
        }
      }
      const elsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      expect((await world.ask("owner", method, addressOf(route, world.own), undefined, elsewhere)).status, `${method} ${route} from elsewhere`).toBe(
        403,
      );
      const mixed = addressOf(route, { ...world.foreign, slug: world.own.slug });
      if (route.includes("[id]")) expect((await world.ask("owner", method, mixed)).status, `${route} with a foreign id`).toBe(404);
    }
  }
});

test("an action is refused before it reads anything to whom its row does not name, and a foreign workspace is as one that is not there", async () => {
  await each(Object.entries(actions), async ([name, { who }]) => {
    for (const actor of everyone) {
      const what = `${name} as ${actor}`;
      if (who === "open") continue;
      if (actor === null) {
        expect(await world.act(actor, name, world.own.slug), what).toBe("unauthenticated");
        continue;
      }
      if (who === "person") {
        expect(await world.act(actor, name, ""), what).not.toMatch(doors);
        continue;
      }
      const elsewhere = actor === "stranger" ? world.own.slug : world.foreign.slug;
      for (const slug of [elsewhere, world.nowhere.slug]) expect(await world.act(actor, name, slug), `${what} in ${slug}`).toBe("not_found");
      if ((outsiders as readonly string[]).includes(actor)) continue;
      if (!(who as readonly string[]).includes(actor)) expect(await world.act(actor, name, world.own.slug), what).toBe("not_allowed");
      else if (!actsWithoutInput.includes(name)) expect((await world.act(actor, name, world.own.slug)) ?? "done", what).not.toMatch(doors);
    }
  });
});

test("an action finds no row of another workspace", async () => {
  for (const [name, { foreign }] of Object.entries(actions)) {
    if (!foreign) continue;
    for (const place of [world.foreign, world.nowhere]) {
      const input = {
        [foreign.field]: place[foreign.row],
        role: "viewer",
        choice: "keep_all",
        name: "x",
        day: "2026-06-01",
        text: "x",
        amount: "10",
        from: "2026-06",
        on: "2026-06-01",
        when: "day-3",
        hour: "9",
        formats: "csv",
        locale: "en",
        recipients: "a@example.com",
      };
      expect(await world.act("owner", name, world.own.slug, input), name).toBe("not_found");
    }
  }
  await world.act("owner", "endSessionAction", world.own.slug, { id: world.foreign.session });
  const { rows } = await world.query(
    `select (select count(*)::int4 from api_key where id = $1 and revoked_at is null) as key, (select count(*)::int4 from membership where user_id = $2) as member,
       (select count(*)::int4 from invitation where id = $3 and revoked_at is null) as invitation, (select count(*)::int4 from import where id = $4 and status = 'done') as import,
       (select count(*)::int4 from session where id = $5 and revoked_at is null) as session`,
    [world.foreign.key, world.foreign.member, world.foreign.invitation, world.foreign.import, world.foreign.session],
  );
  expect(rows[0]).toEqual({ key: 1, member: 1, invitation: 1, import: 1, session: 1 });
});

test("an action called from another site does nothing", async () => {
  const input = { name: "Taken over", locale: "en" };
  const elsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  await expect(world.act("owner", "changeWorkspaceAction", world.own.slug, input, elsewhere)).rejects.toThrow();
  const nameNow = async () => (await world.query("select name from workspace where slug = $1", [world.own.slug])).rows[0].name;
  expect(await nameNow()).toBe("own");
  await world.act("owner", "changeWorkspaceAction", world.own.slug, { name: "renamed", locale: "en" });
  expect(await nameNow()).toBe("renamed");
});

test("who sees one team sees nothing of another, on any page and in the export", async () => {
  const hidden = new RegExp([nobodysTeam, "Quokka", "quill", "quokka-gateway", "mistral-small-3.2"].join("|"));
  for (const [route, who] of rowsOf(pages)) {
    if (typeof who === "string" || !who.includes("limited") || route.includes("/models")) continue; // the price book lists every model
    const answer = await world.ask("limited", "GET", `${addressOf(route, world.own)}?month=2026-06`);
    expect(answer.body, route).not.toMatch(hidden);
  }
  const all = await world.ask("viewer", "GET", addressOf("/api/w/[workspace]/reports/[file]", world.own));
  const limited = await world.ask("limited", "GET", addressOf("/api/w/[workspace]/reports/[file]", world.own));
  expect(all.body).toMatch(hidden);
  expect(limited.body).not.toMatch(hidden);
  expect(limited.body).toContain(limitedTeam);
  // 1,000,000 in at 0.40 + 100,000 out at 2.00 a million = 0.40 + 0.20
  expect(limited.body.trim().split("\r\n").at(-1)).toContain(",0.6,0.60,");
});

test("no header or odd address opens a page to nobody", async () => {
  const address = addressOf("/w/[workspace]/spend", world.own);
  const plain = await world.ask(null, "GET", address);
  const headers: Record<string, string>[] = [
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
    { "x-nextjs-data": "1" },
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { "x-original-url": "/signin", "x-rewrite-url": "/signin" },
    { "x-http-method-override": "GET" },
    { cookie: "obole.session=x" },
  ];
  for (const one of headers) expect(outcome(await world.ask(null, "GET", address, undefined, one)), JSON.stringify(one)).toBe(outcome(plain));
  for (const odd of [
    `/${address}`,
    address.replace("/spend", "%2fspend"),
    `/fr/..;${address}`,
    `${address}.segments/_tree.segment.rsc`,
    `${address}.rsc`,
  ]) {
    const answer = await world.ask(null, "GET", odd);
    expect(answer.body, odd).not.toMatch(/Zebrafish|Quokka/);
    expect(answer.status, odd).toBeGreaterThanOrEqual(300);
  }
});

function rowsOf<Row>(table: Record<string, Row>): [string, Row][] {
  return Object.entries(table);
}

/** Eight at a time. */
async function each<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

function addressOf(route: string, place: Place): string {
  return route
    .replace("[workspace]", place.slug)
    .replace("[provider]/[model]", "mistral/mistral-medium-3.1")
    .replace("[file]", "2026-06.csv")
    .replace("[month]", "2026-06")
    .replace("[table]", "ranking.csv")
    .replace("attribution-rules/[id]", `attribution-rules/${place.attribution}`)
    .replace("price-rules/[id]", `price-rules/${place.rule}`)
    .replace("webhooks/[id]", `webhooks/${place.webhook}`)
    .replace("scenarios/[id]", `scenarios/${place.scenario}`)
    .replace("baselines/[id]", `baselines/${place.baseline}`)
    .replace("budgets/[id]", `budgets/${place.budget}`)
    .replace("invoices/[id]", `invoices/${place.invoice}`)
    .replace("fixed-charges/[id]", `fixed-charges/${place.charge}`)
    .replace("currency-rates/[id]", `currency-rates/${place.rates}`)
    .replace("chargeback-rules/[id]", `chargeback-rules/${place.chargeback}`)
    .replace("spread-rules/[id]", `spread-rules/${place.spread}`)
    .replace("[id]", place.import)
    .replace("[...nextauth]", "session")
    .replace("[token]", "unknown");
}

function outcome({ status, location }: Answer): string {
  if (status >= 300 && status < 400) return location.includes("/signin") ? "sign in" : "open";
  return status === 200 ? "open" : status === 404 ? "not found" : String(status);
}

/** What a reader sees of a page. */
function seen({ status, body }: Answer): string {
  const text = body
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
  return `${status} ${text}`;
}
