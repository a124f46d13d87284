import { Api } from "./api";
import { fixture } from "./expected";
import { expect, test } from "./fixtures";

/** What a problem says, once its form is right. */
async function problem(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const said = await answer.json();
  expect(said).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status: answer.status,
    code: expect.any(String),
    detail: expect.any(String),
  });
  return said;
}

type Contract = { paths: Record<string, Record<string, { security?: [] }>>; servers: { url: string }[] };

/** Everything the contract offers that wants a key, as method and path. */
async function closedOperations(url: string): Promise<[method: string, path: string][]> {
  const { paths, servers } = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as Contract;
  expect(servers).toEqual([{ url: "/" }]);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { security }]): [string, string][] =>
      security
        ? []
        : [
            [
              method.toUpperCase(),
              path
                .replace("{id}", "1")
                .replace("{file}", "2026-06.csv")
                .replace("{month}", "2026-06")
                .replace("{provider}", "openai")
                .replace("{model}", "gpt-4o"),
            ],
          ],
    ),
  );
}

test("without a key, or with a wrong one, every door of the API is shut", async ({ url }) => {
  const operations = await closedOperations(url);
  expect(operations.length).toBeGreaterThanOrEqual(14);
  for (const [method, path] of operations) {
    for (const key of [null, "Bearer no-such-key", "Basic bm9yYTpub3Jh"]) {
      const headers = new Headers(key ? { authorization: key } : {});
      const answer = await fetch(url + path, { method, headers, ...(method === "POST" && { body: "not even JSON" }) });
      expect(answer.status, `${method} ${path}`).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(await problem(answer)).toMatchObject({ code: "unauthenticated" });
    }
  }
});

test("with the right key every path of the contract answers", async ({ api, url }) => {
  const { content } = await fixture("canonical-basic.csv");
  const { id } = await api.upload(content);
  const scenario = { name: "All to Mini", move: { share: "100", to_model: "openai/gpt-4o-mini" } };
  const kept = (await api.json("POST", "/scenarios", { body: JSON.stringify(scenario) })) as { id: string };
  for (const [method, path] of await closedOperations(url)) {
    if (method !== "GET") continue;
    const own = path.replace("/api/v1", "").replace("/imports/1", `/imports/${id}`).replace("/scenarios/1", `/scenarios/${kept.id}`);
    const answer = await api.call(method, own);
    expect(answer.status, path).toBe(200);
  }
  for (const open of ["/api/health", "/api/ready", "/api/v1/openapi.json"]) expect((await fetch(url + open)).status).toBe(200);
});

test("a key does what its scopes say and no more", async ({ workspace }) => {
  const reader = await workspace.keyWith("read");
  expect((await reader.call("GET", "/spend")).status).toBe(200);
  for (const [method, path] of [
    ["POST", "/imports"],
    ["POST", "/usage"],
    ["DELETE", "/imports/1"],
    ["GET", "/reports/2026-06.csv"],
  ] as const) {
    const answer = await reader.call(method, path, method === "POST" ? { body: "{}" } : {});
    expect(answer.status, path).toBe(403);
    expect(await problem(answer)).toMatchObject({ code: "not_allowed" });
  }
  const writer = await workspace.keyWith("usage:write", "imports:write");
  expect((await writer.call("GET", "/spend")).status).toBe(403);
});

test("another workspace's import does not exist", async ({ workspace, freshWorkspace }) => {
  const { content } = await fixture("canonical-basic.csv");
  const theirs = await (await freshWorkspace()).api.upload(content);
  for (const [method, path] of [
    ["GET", `/imports/${theirs.id}`],
    ["GET", `/imports/${theirs.id}/rejected.csv`],
    ["DELETE", `/imports/${theirs.id}`],
    ["POST", `/imports/${theirs.id}/restore`],
    ["GET", "/imports/none"],
  ] as const) {
    const answer = await workspace.api.call(method, path);
    expect(answer.status, `${method} ${path}`).toBe(404);
    expect(await problem(answer)).toMatchObject({ code: "not_found" });
  }
  expect((await workspace.api.spend({ from: "2026-01-01", to: "2027-01-01" })).rows).toEqual([]);
});

test("another workspace's pages do not exist either", async ({ obole, database }) => {
  await database.query("insert into workspace (slug, name) values ('theirs', 'Theirs') on conflict do nothing");
  for (const page of ["spend", "imports", "settings/workspace"]) {
    await obole.open(`/w/theirs/${page}`);
    await obole.expectNotFound();
  }
});

test("what is asked wrongly is refused with where and why", async ({ api }) => {
  for (const [path, query, wrong, code] of [
    ["/spend", { form: "2026-06-01" }, "form", "invalid_input"],
    ["/spend", { from: "yesterday" }, "from", "invalid_input"],
    ["/spend", { group_by: "colour" }, "group_by.0", "invalid_input"],
    ["/savings", { k_in: "0" }, "k_in", "invalid_input"],
    ["/events", { cursor: "x" }, "cursor", "invalid_input"],
  ] as const) {
    const answer = await api.call("GET", path, { query });
    expect(answer.status, path).toBe(400);
    expect(await problem(answer)).toMatchObject({ code, errors: [{ path: wrong }] });
  }
  const tooLong = await api.call("GET", "/spend", { query: { from: "2026-01-01", to: "2026-06-01", granularity: "hour" } });
  expect(tooLong.status).toBe(422);
  expect(await problem(tooLong)).toMatchObject({ code: "range_too_long" });
});

test("a method that a path does not have is refused as such", async ({ api }) => {
  for (const [method, path] of [
    ["PUT", "/imports"],
    ["POST", "/spend"],
    ["DELETE", "/models"],
  ] as const) {
    expect((await api.call(method, path)).status, `${method} ${path}`).toBe(405);
  }
});

test("one page's cookie opens nothing to another site", async ({ url, workspace, signedIn }) => {
  const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const post = (headers: Record<string, string>) =>
    fetch(`${url}/api/w/${workspace.slug}/imports?filename=x.csv`, {
      method: "POST",
      headers: { cookie, ...headers },
      body: "timestamp,model,input_tokens,output_tokens\n",
    });
  expect((await post({ origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await post({ origin: url })).status).toBe(201);
  expect((await new Api(url, cookie).call("GET", "/spend")).status).toBe(401);
});
