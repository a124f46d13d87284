// What an attacker would try first, against the built app.
import { expect, test } from "@playwright/test";
import { startApp } from "../scripts/app-under-test.mjs";
import { cookieOf } from "./sign-in";

const key = "0123456789abcdef0123456789abcdef";
const owner = { email: "nora@example.com", password: "a quiet copper coin" };
const metricsToken = "metrics-0123456789abcdef";
const pages = [
  "spend",
  "savings",
  "models",
  "models/openai/gpt-4o",
  "imports",
  "imports/new",
  "settings/workspace",
  "settings/security",
  "settings/api-keys",
  "settings/webhooks",
  "settings/audit",
  "settings/data",
];

let app: Awaited<ReturnType<typeof startApp>>;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  app = await startApp({
    env: {
      ...{ OBOLE_INIT_EMAIL: owner.email, OBOLE_INIT_PASSWORD: owner.password, OBOLE_INIT_WORKSPACE: "Atelier Nord", OBOLE_INIT_API_KEY: key },
      ...{ OBOLE_INIT_SAMPLE: "1", METRICS_TOKEN: metricsToken, LOG_LEVEL: "info" },
    },
  });
});
test.afterAll(() => app.discard());

const asKey = (path: string, init: RequestInit = {}) =>
  fetch(app.url + path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });

async function signedIn(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(app.url + path, { redirect: "manual", ...init, headers: { cookie: await cookieOf(app.url, owner), ...init.headers } });
}

test("every page runs under a policy with a nonce, and none of its own scripts or styles breaks it", async ({ page, context }) => {
  const violations: string[] = [];
  page.on("console", (message) => /content security policy|refused to/i.test(message.text()) && violations.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => violations.push(`${page.url()}: ${error}`));
  const [name = "", value = ""] =
    (await cookieOf(app.url, owner))
      .split("; ")
      .find((cookie) => cookie.startsWith("obole.session="))
      ?.split(/=(.*)/s) ?? [];
  await context.addCookies([{ name, value, url: app.url }]);
  for (const path of pages) {
    const response = await page.goto(`${app.url}/w/atelier-nord/${path}`, { waitUntil: "networkidle" });
    expect(response?.status(), path).toBe(200);
    const policy = response?.headers()["content-security-policy"] ?? "";
    expect(policy, path).toMatch(/script-src 'nonce-[\w+/=]{22,}' 'strict-dynamic';/);
  }
  expect(violations).toEqual([]);
  await page.evaluate(() => {
    const planted = document.createElement("div");
    planted.innerHTML = `<img src="x" onerror="window.planted = 1">`;
    document.body.append(planted);
    document.body.insertAdjacentHTML("beforeend", `<a id="js" href="javascript:window.planted=2">x</a>`);
    document.querySelector<HTMLElement>("#js")?.click();
  });
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => (window as { planted?: number }).planted)).toBeUndefined();
});

test("every answer carries the headers that keep it to itself", async () => {
  const answers = [
    await signedIn("/w/atelier-nord/spend"),
    await fetch(`${app.url}/signin`),
    await asKey("/api/v1/spend"),
    await fetch(`${app.url}/api/v1/spend`),
    await fetch(`${app.url}/api/ready`),
  ];
  for (const { headers, url } of answers) {
    expect(headers.get("x-content-type-options"), url).toBe("nosniff");
    expect(headers.get("x-powered-by"), url).toBeNull();
    expect(headers.get("referrer-policy"), url).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy"), url).toBe("same-origin");
    expect(headers.get("permissions-policy"), url).toContain("camera=()");
    expect(headers.get("content-security-policy"), url).toMatch(/frame-ancestors 'none'/);
    expect(headers.get("cache-control"), url).toMatch(/private.*no-store/);
    expect(headers.get("strict-transport-security"), url).toBeNull(); // not over plain http
  }
  expect((await fetch(`${app.url}/_next/image?url=%2Ficon.svg&w=64&q=75`)).status).toBe(404);
});

test("behind https every answer says so for two years, and cookies are for https only", async () => {
  const own = await startApp({ env: { APP_URL: "https://obole.example.com" } });
  try {
    for (const path of ["/signin", "/api/ready", "/api/v1/spend", "/icon.svg", "/nowhere", "/%ff", "/api/auth/csrf"]) {
      const { headers } = await fetch(own.url + path, { redirect: "manual" });
      expect(headers.get("strict-transport-security"), path).toBe("max-age=63072000; includeSubDomains");
      for (const cookie of headers.getSetCookie()) expect(cookie, path).toMatch(/^__(Host|Secure)-.*; HttpOnly; Secure; SameSite=Lax$/i);
    }
    expect((await fetch(`${own.url}/api/auth/csrf`)).headers.getSetCookie()).not.toEqual([]);
  } finally {
    await own.discard();
  }
});

test("a method that a path of the API does not have is refused with those that it has", async () => {
  const wrong = [
    ["DELETE", "/api/v1/spend", "GET, HEAD, OPTIONS"],
    ["PUT", "/api/v1/imports", "GET, HEAD, OPTIONS, POST"],
    ["GET", "/api/v1/usage", "OPTIONS, POST"],
    ["PATCH", "/api/v1/price-rules/1", "DELETE, OPTIONS"],
    ["POST", "/api/health", "GET, HEAD, OPTIONS"],
    ["PROPFIND", "/api/v1/spend", "GET, HEAD, OPTIONS"],
    ["POST", "/api/w/atelier-nord/audit", "GET, HEAD, OPTIONS"],
  ];
  for (const [method = "", path, allow] of wrong) {
    const response = await asKey(path ?? "", { method });
    const what = `${method} ${path}`;
    expect([response.status, response.headers.get("allow"), response.headers.get("content-type")], what).toEqual([
      405,
      allow,
      "application/problem+json",
    ]);
    expect(response.headers.get("x-request-id"), what).toMatch(/^[\w-]{36}$/);
    expect(await response.json(), what).toMatchObject({ status: 405, code: "method_not_allowed", detail: expect.stringContaining(method) });
  }
});

test("a change is taken from our own pages only", async () => {
  const upload = (headers: Record<string, string>) =>
    signedIn("/api/w/atelier-nord/imports?filename=x.csv", { method: "POST", body: "timestamp,model,input_tokens,output_tokens\n", headers });
  const foreign: Record<string, string>[] = [
    {},
    { origin: "null" },
    { origin: "https://evil.example" },
    { origin: app.url, "sec-fetch-site": "cross-site" },
    { origin: "not an origin" },
  ];
  for (const headers of foreign) {
    const response = await upload({ "content-type": "text/plain", ...headers });
    expect([response.status, (await response.json()).code], JSON.stringify(headers)).toEqual([403, "wrong_origin"]);
  }
  expect((await upload({ origin: app.url })).status).toBeLessThan(403);

  // A server action, as the page itself would send it but for the origin.
  const page = await (await signedIn("/w/atelier-nord/settings/workspace")).text();
  const action = settingsForm(page);
  action.set("name", "Stolen");
  const form = new FormData();
  for (const [name, value] of action) form.set(name, value);
  await signedIn("/w/atelier-nord/settings/workspace", { method: "POST", body: form, headers: { origin: "https://evil.example" } });
  expect(await (await signedIn("/w/atelier-nord/settings/workspace")).text()).not.toContain("Stolen");
  await signedIn("/w/atelier-nord/settings/workspace", { method: "POST", body: form, headers: { origin: app.url } });
  expect(await (await signedIn("/w/atelier-nord/settings/workspace")).text()).toContain("Stolen"); // so it was the origin that stopped it
});

/** The fields of the first form that has a name to change, as a browser without JavaScript would send them. */
function settingsForm(html: string): URLSearchParams {
  const form = html.match(/<form[^>]*>(?:(?!<\/form>).)*name="name"(?:(?!<\/form>).)*<\/form>/s)?.[0] ?? "";
  const decode = (text: string) =>
    text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const fields = new URLSearchParams({ name: "Atelier Nord", locale: "en" });
  for (const [, tag = ""] of form.matchAll(/<input([^>]*type="hidden"[^>]*)>/g)) {
    fields.set(decode(/name="([^"]*)"/.exec(tag)?.[1] ?? ""), decode(/value="([^"]*)"/.exec(tag)?.[1] ?? ""));
  }
  return fields;
}

test("headers that once led around a check change nothing", async () => {
  const plain = await fetch(`${app.url}/w/atelier-nord/spend`, { redirect: "manual" });
  expect(plain.status).toBe(307);
  const tricks: Record<string, string>[] = [
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
    { "x-nextjs-data": "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-segment-prefetch": "/_tree" },
    { "x-original-url": "/signin", "x-rewrite-url": "/signin" },
    { cookie: "obole.session=forged" },
  ];
  for (const headers of tricks) {
    const response = await fetch(`${app.url}/w/atelier-nord/spend`, { redirect: "manual", headers });
    expect([response.status, await response.text()], JSON.stringify(headers)).toEqual([307, expect.not.stringContaining("gpt")]);
  }
  for (const path of ["//w/atelier-nord/spend", "/w//atelier-nord/spend", "/w/atelier-nord%2fspend", "/fr/..;/w/atelier-nord/spend"]) {
    expect(await (await fetch(app.url + path)).text(), path).not.toContain("gpt-4o");
  }
});

test("after sign-in nobody is led to another site", async ({ page }) => {
  for (const target of ["//evil.example", "/\\evil.example", "https:evil.example", "/.//evil.example", "https://evil.example/"]) {
    await page.context().clearCookies();
    await page.goto(`${app.url}/signin?callbackUrl=${encodeURIComponent(target)}`);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.origin === app.url && url.pathname !== "/signin");
  }
});

test("figures for the operator open to their token only, and name nobody", async () => {
  expect((await fetch(`${app.url}/metrics`)).status).toBe(401);
  expect((await fetch(`${app.url}/metrics`, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
  await asKey("/api/v1/imports");
  const text = await (await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })).text();
  expect(text).toMatch(/obole_http_requests_total\{route="api\/imports",method="GET",status="200"\} \d/);
  expect(text).toMatch(/obole_imports\{status="done"\} [1-9]/);
  expect(text).toMatch(/obole_events [1-9]\d+/);
  expect(text).not.toMatch(/nora|atelier/i);
});

test("whoever guesses keys is slowed down", async () => {
  const own = await startApp({ env: { OBOLE_REQUESTS_PER_MINUTE: "60", OBOLE_REQUEST_BURST: "20" } });
  try {
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        fetch(`${own.url}/api/v1/spend`, { headers: { authorization: `Bearer guess-${n}`, "x-forwarded-for": `192.0.2.${n}` } }),
      ),
    );
    const refused = guesses.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(guesses.every(({ status }) => status === 401 || status === 429)).toBe(true);
  } finally {
    await own.discard();
  }
});

test("no secret reaches the log, and every line of the app is one JSON object", async () => {
  const canary = "CANARY7f3a";
  const cookie = await cookieOf(app.url, owner);
  await cookieOf(app.url, { email: `${canary}@example.com`, password: `${canary}-password` });
  await fetch(`${app.url}/api/v1/spend?token=${canary}`, { headers: { authorization: `Bearer ${canary}` } });
  await asKey(`/api/v1/imports?filename=x.csv`, {
    method: "POST",
    body: `timestamp,model,input_tokens,output_tokens,team\nx,${canary}\r\n\u001b[31m${canary},1,1,${canary}\n`,
  });
  await asKey("/api/v1/usage", {
    method: "POST",
    body: JSON.stringify({ api_key: canary, model: '\r\n{"level":60}' }),
    headers: { "idempotency-key": canary },
  });
  await asKey("/api/v1/estimate", { method: "POST", body: `{"${canary}` });
  await fetch(`${app.url}/w/atelier-nord/spend?month=${canary}`, { headers: { cookie: `${cookie}; other=${canary}` } });
  await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${canary}` } });
  await asKey("/api/v1/spend", { headers: { "x-request-id": `"},{"${canary}` } });

  await expect.poll(() => app.output()).toContain("/api/v1/estimate");
  const output = app.output();
  for (const secret of [canary, owner.password, key, metricsToken, cookie.split("=")[1]?.slice(0, 60) ?? "none"])
    expect(output).not.toContain(secret);
  const lines = output.slice(output.indexOf("ready:")).split("\n").slice(1).filter(Boolean);
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  expect(lines.map((line) => JSON.parse(line)).find(({ route }) => route === "/api/v1/estimate")).toMatchObject({
    method: "POST",
    status: 400,
    requestId: expect.stringMatching(/^[\w-]{36}$/),
  });
});
