import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { parseSettings, readSource, SettingError, withoutSettings } from "./environment.mjs";

const secret = "Nn7vTq2kXb9eYw4zRj6mLc1dGh8sPf3u";

function written(name: string, content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "obole-env-")), name);
  writeFileSync(file, content);
  return file;
}

function complaint(source: Record<string, string>): string {
  try {
    parseSettings(source);
  } catch (error) {
    if (error instanceof SettingError) return error.message;
    throw error;
  }
  return "";
}

test("without any setting the defaults hold", () => {
  expect(parseSettings({})).toMatchObject({
    port: 3000,
    host: null,
    appUrl: "http://localhost:3000",
    hasAppUrl: false,
    logLevel: "info",
    initSample: false,
  });
});

test.each([
  ["PORT", "0"],
  ["PORT", "65536"],
  ["PORT", "3000.5"],
  ["HOST", "http://localhost"],
  ["DATABASE_URL", "mysql://localhost/obole"],
  ["DATABASE_URL", "postgresql://localhost"],
  ["AUTH_SECRET", "short"],
  ["AUTH_SECRET", "change-me-change-me-change-me-change-me"],
  ["AUTH_SECRET", "a".repeat(40)],
  ["APP_URL", "obole.example.com"],
  ["APP_URL", "https://example.com/obole"],
  ["OBOLE_INIT_EMAIL", "owner"],
  ["OBOLE_INIT_PASSWORD", "short"],
  ["OBOLE_INIT_TIMEZONE", "Paris"],
  ["OBOLE_INIT_LOCALE", "de"],
  ["OBOLE_INIT_API_KEY", "too-short"],
  ["OBOLE_INIT_SAMPLE", "yes"],
  ["OIDC_ISSUER", "login.example.com"],
  ["SMTP_URL", "mail.example.com"],
  ["MAIL_FROM", "Obole"],
  ["METRICS_TOKEN", "short"],
  ["LOG_LEVEL", "loud"],
  ["OBOLE_REQUESTS_PER_MINUTE", "-1"],
  ["OBOLE_REQUEST_BURST", "many"],
  ["OBOLE_IMPORTS_AT_ONCE", "0"],
])("%s=%s is refused with its name, what was expected and an example", (name, value) => {
  const line = complaint({ [name]: value }).split("\n")[0];
  expect(line).toMatch(new RegExp(`^${name} is wrong: expected .+\\. Example: ${name}=.+`));
  expect(line).not.toContain(`found ${value}`);
});

test("all that is wrong is said at once, a line each", () => {
  const lines = complaint({ PORT: "no", LOG_LEVEL: "loud", OBOLE_INIT_EMAIL: "owner@example.com" }).split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["PORT", "LOG_LEVEL", "OBOLE_INIT_PASSWORD"]);
});

test("what belongs together has to be set together", () => {
  expect(complaint({ DATABASE_URL: "postgresql://localhost/obole" })).toMatch(/^AUTH_SECRET is missing/);
  expect(complaint({ OBOLE_INIT_PASSWORD: "a quiet copper coin" })).toMatch(/^OBOLE_INIT_EMAIL is missing/);
  expect(complaint({ OIDC_ISSUER: "https://login.example.com", OIDC_CLIENT_ID: "obole" })).toMatch(/^OIDC_CLIENT_SECRET is missing/);
  expect(complaint({ SMTP_URL: "smtps://mail.example.com" })).toMatch(/^MAIL_FROM is missing/);
  expect(complaint({ DATABASE_URL: "postgresql://localhost/obole", AUTH_SECRET: secret })).toBe("");
});

test("a blank value counts as unset", () => {
  expect(parseSettings({ PORT: "", HOST: "  ", DATABASE_URL: "", LOG_LEVEL: "\t" })).toMatchObject({ port: 3000, host: null, logLevel: "info" });
  expect(readSource({ PORT: "" }, written(".env", "PORT=4000\n"))).toEqual({ PORT: "4000" });
});

test("localhost is both loopback addresses", () => {
  expect(parseSettings({ HOST: "localhost" }).host).toBeNull();
});

test(".env is read beneath the process's own variables, however it was written", () => {
  const lines = [
    "\uFEFFPORT=4000",
    "export HOST=127.0.0.1",
    'OBOLE_INIT_WORKSPACE="Nord # Sud"',
    "MAIL_FROM='a@b.c' # sender",
    "LOG_LEVEL=",
    "# OIDC_NAME=x",
    "OIDC_CLIENT_ID = obole",
  ];
  expect(readSource({ HOST: "::1" }, written(".env", lines.join("\r\n")))).toEqual({
    PORT: "4000",
    HOST: "::1",
    OBOLE_INIT_WORKSPACE: "Nord # Sud",
    MAIL_FROM: "a@b.c",
    OIDC_CLIENT_ID: "obole",
  });
});

test("there need be no .env, but one that cannot be read is named", () => {
  expect(readSource({ PORT: "1" }, path.join(tmpdir(), "obole-no-such-file"))).toEqual({ PORT: "1" });
  expect(readSource({ PORT: "1" }, null)).toEqual({ PORT: "1" });
  expect(() => readSource({}, tmpdir())).toThrow(/cannot be read \(EISDIR\)/);
});

test.each(["DATABASE_URL", "AUTH_SECRET", "OBOLE_INIT_PASSWORD", "OBOLE_INIT_API_KEY", "OIDC_CLIENT_SECRET", "SMTP_URL", "METRICS_TOKEN"])(
  "%s may come from a file",
  (name) => {
    const source = readSource({ [`${name}_FILE`]: written("secret", "of a file\n") }, null);
    expect(source).toEqual({ [name]: "of a file" });
  },
);

test("a secret's file that cannot be followed is named", () => {
  const missing = readSource({ AUTH_SECRET_FILE: "/nowhere/secret" }, null) as Record<string, string>;
  expect(complaint(missing)).toMatch(/^AUTH_SECRET_FILE is wrong: expected a file that can be read and is not empty, found \/nowhere\/secret/);
  const empty = readSource({ METRICS_TOKEN_FILE: written("empty", "\n") }, null) as Record<string, string>;
  expect(complaint(empty)).toMatch(/^METRICS_TOKEN_FILE is wrong/);
  const both = readSource({ AUTH_SECRET: secret, AUTH_SECRET_FILE: written("secret", secret) }, null) as Record<string, string>;
  expect(complaint(both)).toMatch(/^AUTH_SECRET_FILE is wrong: AUTH_SECRET is set too/);
});

test("tests run without the settings of whoever runs them", () => {
  const all = {
    PATH: "/bin",
    HOME: "/home",
    CHROMIUM_PATH: "/x",
    PORT: "1",
    HOST: "x",
    DATABASE_URL: "x",
    AUTH_SECRET_FILE: "x",
    OBOLE_NOW: "x",
    OIDC_NAME: "x",
  };
  expect(withoutSettings(all)).toEqual({ PATH: "/bin", HOME: "/home", CHROMIUM_PATH: "/x" });
});
