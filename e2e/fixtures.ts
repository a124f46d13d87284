// The world of the tests: the built app over throw-away data, its clock, zone and languages pinned, and a workspace of one's own.
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { test as base, expect, type Page } from "@playwright/test";
import pg from "pg";
import type { Locale } from "@/lib/i18n/locale";
import { type Scope, scopes } from "@/lib/permissions";
import { type AppUnderTest, startApp } from "../scripts/app-under-test.mjs";
import { Api } from "./api";
import { Obole } from "./app";

export { expect };

/** It is noon on a Tuesday in mid-September 2026. */
const now = "2026-09-15T12:00:00Z";

export const nora = { name: "Nora Lindqvist", email: "nora@example.com", password: "a quiet copper coin" };

/** A workspace that holds nothing, owned by Nora, and a key to it with all scopes. */
export type Workspace = {
  slug: string;
  api: Api;
  /** Another key, with these scopes only. */
  keyWith: (...granted: Scope[]) => Promise<Api>;
  /** A discount on everything, in per cent, since the beginning of 2026. */
  discount: (percent: number) => Promise<void>;
};

type SignedInState = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;
type Test = {
  /** Of the app that the browser opens. */
  url: string;
  freshWorkspace: () => Promise<Workspace>;
  workspace: Workspace;
  api: Api;
  obole: Obole;
  /** Starts another app, for what is done to a process or to the first visit; `folder`: over the data of an earlier one. */
  startOwnApp: (options?: { folder?: string; env?: Record<string, string> }) => Promise<AppUnderTest>;
  /** Writes a file to upload and answers its path. */
  file: (name: string, content: string | Uint8Array) => Promise<string>;
};
type Worker = { app: AppUnderTest; database: pg.Client; signedIn: SignedInState };

export const test = base.extend<Test, Worker>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const app = await startApp({ env: owned });
      await use(app);
      await app.discard();
    },
    { scope: "worker", timeout: 180_000 },
  ],

  database: [
    async ({ app }, use) => {
      const client = new pg.Client(app.database().url);
      await client.connect();
      await use(client);
      await client.end();
    },
    { scope: "worker" },
  ],

  signedIn: [
    async ({ app, browser }, use) => {
      const page = await browser.newPage({ baseURL: app.url, locale: "en-US" });
      await page.goto("/");
      await new Obole(page, "en").signIn(nora);
      const state = await page.context().storageState();
      await page.close();
      await use(state);
    },
    { scope: "worker" },
  ],

  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await use(page);
    expect(errors, "no script of a page fails").toEqual([]);
  },
  url: ({ app }, use) => use(app.url),
  baseURL: ({ url }, use) => use(url),
  storageState: ({ signedIn }, use) => use(signedIn),

  freshWorkspace: ({ app, database }, use) => use(() => freshWorkspace(app, database)),
  workspace: async ({ freshWorkspace }, use) => use(await freshWorkspace()),
  api: ({ workspace }, use) => use(workspace.api),
  obole: ({ page, locale, workspace }, use) => use(new Obole(page, localeOf(locale), workspace.slug)),

  // biome-ignore lint/correctness/noEmptyPattern: as above
  startOwnApp: async ({}, use) => {
    const started: AppUnderTest[] = [];
    await use(async (options) => {
      const app = await startApp(options);
      started.push(app);
      return app;
    });
    for (const app of started.reverse()) await app.discard();
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  file: async ({}, use, info) => {
    await use(async (name, content) => {
      const path = info.outputPath(name);
      await writeFile(path, content);
      return path;
    });
  },
});

/** The newcomer's world: nobody has been here before. */
export const newcomer = test.extend({
  url: async ({ startOwnApp }, use) => use((await startOwnApp({ env: { OBOLE_NOW: now } })).url),
  storageState: { cookies: [], origins: [] },
  obole: ({ page, locale }, use) => use(new Obole(page, localeOf(locale))),
});

export const apiKey = "0123456789abcdef0123456789abcdef";

/** An app that has an owner, a workspace and its key, set up without a browser. */
export const owned = {
  OBOLE_NOW: now,
  OBOLE_INIT_EMAIL: nora.email,
  OBOLE_INIT_PASSWORD: nora.password,
  OBOLE_INIT_WORKSPACE: "Atelier Nord",
  OBOLE_INIT_API_KEY: apiKey,
  OBOLE_WEBHOOK_ALLOW_PRIVATE: "127.0.0.1",
};

async function freshWorkspace(app: AppUnderTest, database: pg.Client): Promise<Workspace> {
  const slug = `w-${randomBytes(4).toString("hex")}`;
  const { rows } = await database.query<{ id: number }>("insert into workspace (slug, name) values ($1, 'Atelier Nord') returning id", [slug]);
  const id = rows[0]?.id ?? 0;
  await database.query(`insert into membership (workspace_id, user_id, role) select $1, id, 'owner' from "user"`, [id]);
  const keyWith = async (...granted: Scope[]) => {
    const key = randomBytes(24).toString("hex");
    await database.query("insert into api_key (workspace_id, name, prefix, hash, scopes) values ($1, 'test', $2, $3, $4)", [
      ...[id, key.slice(0, 8), createHash("sha256").update(key).digest(), granted],
    ]);
    return new Api(app.url, key);
  };
  const discount = async (percent: number) => {
    await database.query(
      "insert into price_rule (workspace_id, kind, percent, starts_at, recorded_by) values ($1, 'discount', $2, '2026-01-01', 'system')",
      [id, percent],
    );
  };
  return { slug, api: await keyWith(...scopes), keyWith, discount };
}

function localeOf(tag: string | undefined): Locale {
  return tag?.startsWith("fr") ? "fr" : "en";
}
