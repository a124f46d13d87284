// The settings, parsed once: for the launcher before anything is installed, and for the app (`lib/env.ts`).
import { readFileSync } from "node:fs";
import path from "node:path";

/** A wrong setting: names the variable, what was expected and an example. */
export class SettingError extends Error {}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** @typedef {Record<string, string | undefined>} Source */

/**
 * Reads `.env` beneath the process's own variables, and each secret's `…_FILE`. A blank value counts as unset.
 * @param {Source} [own]
 * @param {string} [folder]
 * @returns {Source}
 */
export function readSource(own = process.env, folder = process.cwd()) {
  const source = { ...dotEnv(path.join(folder, ".env")), ...withoutBlanks(own) };
  for (const name of ["AUTH_SECRET", "DATABASE_URL", "OBOLE_INIT_PASSWORD", "OBOLE_INIT_API_KEY", "OIDC_CLIENT_SECRET", "SMTP_URL"]) {
    const file = source[`${name}_FILE`];
    if (file && !source[name]) source[name] = secretFrom(`${name}_FILE`, file);
  }
  return source;
}

/**
 * Every setting, validated; throws SettingError.
 * @param {Source} source
 */
export function parseSettings(source) {
  const port = wholeNumber(source, "PORT", 3000, 65535);
  return {
    port,
    /** null: both loopback addresses. */
    host: source.HOST ?? null,
    databaseUrl: checked(source, "DATABASE_URL", isPostgresUrl, "a PostgreSQL address", "postgresql://user:password@localhost:5432/obole"),
    dataDir: path.resolve(/* turbopackIgnore: true */ source.OBOLE_DATA_DIR ?? ".data"),
    authSecret: checked(source, "AUTH_SECRET", (text) => text.length >= 32, "at least 32 characters", "the output of: openssl rand -base64 32"),
    appUrl: origin(source) ?? `http://localhost:${port}`,
    /** Without an address of its own, redirects are relative. */
    hasAppUrl: source.APP_URL !== undefined,
    initEmail: checked(source, "OBOLE_INIT_EMAIL", (text) => /^\S+@\S+$/.test(text), "an e-mail address", "owner@example.com"),
    initPassword: checked(source, "OBOLE_INIT_PASSWORD", (text) => text.length >= 8, "at least 8 characters", "a long sentence"),
    initWorkspace: source.OBOLE_INIT_WORKSPACE,
    initTimezone: checked(source, "OBOLE_INIT_TIMEZONE", isZone, "an IANA time zone", "Europe/Paris"),
    initLocale: checked(source, "OBOLE_INIT_LOCALE", (text) => text === "en" || text === "fr", "en or fr", "fr"),
    initApiKey: checked(source, "OBOLE_INIT_API_KEY", (text) => text.length >= 32, "at least 32 characters", "the output of: openssl rand -hex 32"),
    initSample: checked(source, "OBOLE_INIT_SAMPLE", (text) => ["0", "1"].includes(text), "1 or 0", "1") === "1",
    logLevel: checked(source, "LOG_LEVEL", (text) => logLevels.includes(text), logLevels.join(", "), "info") ?? "info",
    requestsPerMinute: wholeNumber(source, "OBOLE_REQUESTS_PER_MINUTE", 1200, 1_000_000),
    requestBurst: wholeNumber(source, "OBOLE_REQUEST_BURST", 600, 1_000_000),
    importsAtOnce: wholeNumber(source, "OBOLE_IMPORTS_AT_ONCE", 8, 1000),
    oidc: openIdConnect(source),
    smtpUrl: checked(source, "SMTP_URL", isSmtpUrl, "an smtp: or smtps: address", "smtps://user:password@mail.example.com:465"),
    mailFrom: checked(source, "MAIL_FROM", (text) => /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(text), "an e-mail address", "Obole <obole@example.com>"),
  };
}

/** @param {Source} source */
function withoutBlanks(source) {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
}

/** @param {string} file */
function dotEnv(file) {
  /** @type {Source} */
  const found = {};
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return found;
  }
  for (const line of text.split(/\r?\n/)) {
    const parts = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^#]*?))\s*(?:#.*)?$/.exec(line);
    const value = parts?.[2] ?? parts?.[3] ?? parts?.[4];
    if (parts?.[1] && value?.trim()) found[parts[1]] = value;
  }
  return found;
}

/** @param {string} name @param {string} file */
function secretFrom(name, file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new SettingError(`${name} is wrong: expected a file that can be read, found ${file}. Example: ${name}=/run/secrets/${name.toLowerCase()}`);
  }
}

/** @param {Source} source @param {string} name @param {(text: string) => boolean} isRight @param {string} expected @param {string} example */
function checked(source, name, isRight, expected, example) {
  const value = source[name];
  if (value === undefined || isRight(value)) return value;
  throw new SettingError(`${name} is wrong: expected ${expected}. Example: ${name}=${example}`);
}

/** @param {Source} source @param {string} name @param {number} standard @param {number} most */
function wholeNumber(source, name, standard, most) {
  const inRange = (/** @type {string} */ text) => /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most;
  const text = checked(source, name, inRange, `a whole number from 1 to ${most}`, String(standard));
  return text === undefined ? standard : Number(text);
}

/** Single sign-on with an OpenID Connect provider; null: none. @param {Source} source */
function openIdConnect(source) {
  const issuer = checked(source, "OIDC_ISSUER", isHttpUrl, "the http(s) address of the provider", "https://login.example.com");
  const [clientId, clientSecret] = [source.OIDC_CLIENT_ID, source.OIDC_CLIENT_SECRET];
  if (!issuer && !clientId && !clientSecret) return null;
  const missing = Object.entries({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret }).find(([, value]) => !value);
  if (!issuer || !clientId || !clientSecret) {
    throw new SettingError(`${missing?.[0]} is missing: single sign-on needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together`);
  }
  return {
    issuer: issuer.replace(/\/$/, ""),
    ...{ clientId, clientSecret },
    name: source.OIDC_NAME ?? new URL(issuer).hostname,
    scope: source.OIDC_SCOPE ?? "openid email profile",
    groupsClaim: source.OIDC_GROUPS_CLAIM ?? "groups",
  };
}

/** @param {string} text */
function isHttpUrl(text) {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** @param {string} text */
function isSmtpUrl(text) {
  return URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "";
}

/** @param {Source} source */
function origin(source) {
  const isOrigin = (/** @type {string} */ text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).pathname === "/";
  const url = checked(source, "APP_URL", isOrigin, "an http(s) origin without a path", "https://obole.example.com");
  return url && new URL(url).origin;
}

/** @param {string} text */
function isPostgresUrl(text) {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol) && new URL(text).pathname.length > 1;
}

/** @param {string} zone */
function isZone(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}
