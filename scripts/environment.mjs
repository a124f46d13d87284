// The settings: read once by the launcher, before anything is installed, and parsed the same way by the app (`lib/env.ts`).
import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import util from "node:util";

/** Wrong settings, a line each: the variable, what was expected and an example. */
export class SettingError extends Error {}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
/** Each may be given as a file instead, named in `…_FILE`. */
const secrets = ["DATABASE_URL", "AUTH_SECRET", "OBOLE_INIT_PASSWORD", "OBOLE_INIT_API_KEY", "OIDC_CLIENT_SECRET", "SMTP_URL", "METRICS_TOKEN"];
const ours = /^(OBOLE_|NEXTAUTH_|OIDC_|SMTP_|MAIL_|METRICS_)|^(DATABASE_URL|AUTH_SECRET|APP_URL|HOST|PORT|LOG_LEVEL)(_FILE)?$/;

/** @typedef {Record<string, string | undefined>} Source */

/**
 * The process's own variables, `.env` beneath them (`file`, null: none), and the secrets that `…_FILE` names. A blank value counts as unset. A `…_FILE` that
 * could not be followed stays, for `parseSettings` to complain about.
 * @param {Source} [own]
 * @param {string | null} [file]
 * @returns {Source}
 */
export function readSource(own = process.env, file = ".env") {
  /** @type {Source} */
  const source = { ...withoutBlanks(file ? dotEnv(file) : {}), ...withoutBlanks(own) };
  for (const name of secrets) {
    const named = source[`${name}_FILE`];
    const content = named && !source[name] ? contentOf(named) : null;
    if (!content) continue;
    source[name] = content;
    delete source[`${name}_FILE`];
  }
  return source;
}

/** An environment without our settings: those of whoever runs the tests must not reach what is tested. @param {Source} env @returns {Source} */
export function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

/**
 * Every setting, validated; throws one SettingError that names all that is wrong.
 * @param {Source} given
 */
export function parseSettings(given) {
  const source = withoutBlanks(given);
  const { text, wholeNumber, together, problems } = checker(source);
  const port = wholeNumber("PORT", 3000, 65_535);
  const appUrl = text("APP_URL", isOrigin, "an http(s) origin without a path", "https://obole.example.com");
  const settings = {
    port,
    /** null: both loopback addresses. */
    host: source.HOST === "localhost" ? null : (text("HOST", isHost, "an address of this machine", "127.0.0.1") ?? null),
    databaseUrl: text("DATABASE_URL", isPostgresUrl, "a PostgreSQL address with a database", "postgresql://user:password@localhost:5432/obole"),
    dataDir: path.resolve(/* turbopackIgnore: true */ source.OBOLE_DATA_DIR ?? ".data"),
    authSecret: text("AUTH_SECRET", isSecret, "at least 32 random characters", "$(openssl rand -base64 32)"),
    appUrl: appUrl ? new URL(appUrl).origin : `http://localhost:${port}`,
    /** Without an address of its own, redirects are relative. */
    hasAppUrl: appUrl !== undefined,
    initEmail: text("OBOLE_INIT_EMAIL", (value) => /^[^\s@]+@[^\s@]+$/.test(value), "an e-mail address", "owner@example.com"),
    initPassword: text("OBOLE_INIT_PASSWORD", (value) => value.length >= 8 && value.length <= 256, "8 to 256 characters", "'a quiet copper coin'"),
    initWorkspace: text("OBOLE_INIT_WORKSPACE", (value) => value.length <= 100, "a name of at most 100 characters", "'Atelier Nord'"),
    initTimezone: text("OBOLE_INIT_TIMEZONE", isZone, "an IANA time zone", "Europe/Paris"),
    initLocale: text("OBOLE_INIT_LOCALE", (value) => value === "en" || value === "fr", "en or fr", "fr"),
    initApiKey: text("OBOLE_INIT_API_KEY", (value) => value.length >= 32, "at least 32 characters", "$(openssl rand -hex 32)"),
    initSample: text("OBOLE_INIT_SAMPLE", (value) => ["0", "1"].includes(value), "1 or 0", "1") === "1",
    oidc: openIdConnect(source, text),
    smtpUrl: text("SMTP_URL", isSmtpUrl, "an smtp:// or smtps:// address", "smtps://user:password@mail.example.com"),
    mailFrom: text("MAIL_FROM", isSender, "a sender with an e-mail address", "'Obole <obole@example.com>'"),
    metricsToken: text("METRICS_TOKEN", (value) => value.length >= 16, "at least 16 characters", "$(openssl rand -hex 32)"),
    logLevel: text("LOG_LEVEL", (value) => logLevels.includes(value), `one of ${logLevels.join(", ")}`, "info") ?? "info",
    requestsPerMinute: wholeNumber("OBOLE_REQUESTS_PER_MINUTE", 1200, 1_000_000),
    requestBurst: wholeNumber("OBOLE_REQUEST_BURST", 600, 1_000_000),
    importsAtOnce: wholeNumber("OBOLE_IMPORTS_AT_ONCE", 8, 1000),
    /** Months for which raw events are kept; null: for ever. Thirteen at least: what is compared with a year before is compared to the minute. */
    keepEventsMonths: optional(text("OBOLE_KEEP_EVENTS_MONTHS", isMonths, "a whole number of months from 13 to 1200", "24")),
    spoolMegabytes: wholeNumber("OBOLE_SPOOL_MEGABYTES", 20_000, 10_000_000),
    /** Addresses and ranges that webhooks may reach though they are not public, also over http. */
    webhookAllowPrivate: listOf(text("OBOLE_WEBHOOK_ALLOW_PRIVATE", isRanges, "addresses or ranges, with commas between", "10.0.0.0/8,fd00::/8")),
  };
  together("DATABASE_URL", "AUTH_SECRET", "$(openssl rand -base64 32)");
  together("OBOLE_INIT_EMAIL", "OBOLE_INIT_PASSWORD", "'a quiet copper coin'");
  together("OBOLE_INIT_PASSWORD", "OBOLE_INIT_EMAIL", "owner@example.com");
  together("OIDC_ISSUER", "OIDC_CLIENT_ID", "obole");
  together("OIDC_ISSUER", "OIDC_CLIENT_SECRET", "the-provider-shows-it");
  together("OIDC_CLIENT_ID", "OIDC_ISSUER", "https://login.example.com");
  together("SMTP_URL", "MAIL_FROM", "'Obole <obole@example.com>'");
  if (problems.length) throw new SettingError(problems.join("\n"));
  return settings;
}

/**
 * Single sign-on with an OpenID Connect provider; null: none.
 * @param {Source} source @param {(name: string, isRight: (value: string) => boolean, expected: string, example: string) => string | undefined} text
 */
function openIdConnect(source, text) {
  const issuer = text("OIDC_ISSUER", isWebAddress, "the http(s) address of an OpenID Connect provider", "https://login.example.com");
  if (!issuer) return null;
  return {
    issuer: issuer.replace(/\/$/, ""),
    clientId: source.OIDC_CLIENT_ID ?? "",
    clientSecret: source.OIDC_CLIENT_SECRET ?? "",
    name: source.OIDC_NAME ?? new URL(issuer).hostname,
    scope: source.OIDC_SCOPE ?? "openid email profile",
    groupsClaim: source.OIDC_GROUPS_CLAIM ?? "groups",
  };
}

/** What settings are read with; what is wrong gathers in `problems`. @param {Source} source */
function checker(source) {
  const problems = secrets.filter((name) => source[`${name}_FILE`]).map((name) => fileProblem(source, name));

  /** @param {string} name @param {(value: string) => boolean} isRight @param {string} expected @param {string} example */
  function text(name, isRight, expected, example) {
    const value = source[name];
    if (value === undefined || isRight(value)) return value;
    problems.push(`${name} is wrong: expected ${expected}. Example: ${name}=${example}`);
    return undefined;
  }

  /** @param {string} name @param {number} standard @param {number} most */
  function wholeNumber(name, standard, most) {
    const isInRange = (/** @type {string} */ value) => /^\d{1,9}$/.test(value) && Number(value) >= 1 && Number(value) <= most;
    return Number(text(name, isInRange, `a whole number from 1 to ${most}`, String(standard)) ?? standard);
  }

  /** @param {string} name @param {string} needed @param {string} example */
  function together(name, needed, example) {
    if (!source[name] || source[needed] || source[`${needed}_FILE`]) return;
    problems.push(`${needed} is missing: with ${name} it has to be set. Example: ${needed}=${example}`);
  }

  return { text, wholeNumber, together, problems };
}

/** @param {Source} source @param {string} name */
function fileProblem(source, name) {
  if (source[name]) return `${name}_FILE is wrong: ${name} is set too, and only one of them can count. Example: ${name}=`;
  const expected = `expected a file that can be read and is not empty, found ${source[`${name}_FILE`]}`;
  return `${name}_FILE is wrong: ${expected}. Example: ${name}_FILE=/run/secrets/${name.toLowerCase()}`;
}

/** @param {Source} source @returns {Source} */
function withoutBlanks(source) {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
}

/** @param {string} file @returns {Source} */
function dotEnv(file) {
  try {
    const found = util.parseEnv(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
    return Object.fromEntries(Object.entries(found).filter(([name]) => /^\w+$/.test(name))); // it takes some comments for names
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOENT") return {};
    throw new SettingError(`${file} cannot be read (${code}). Make it a file that this user may read, or remove it.`);
  }
}

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}

/** @param {string} text */
function isMonths(text) {
  return /^\d{1,4}$/.test(text) && Number(text) >= 13 && Number(text) <= 1200;
}

/** @param {string | undefined} text */
function optional(text) {
  return text === undefined ? null : Number(text);
}

/** @param {string} text */
function isSecret(text) {
  const isPlaceholder = /change|secret|replace|example|password|placeholder/i.test(text) || new Set(text).size < 8;
  return text.length >= 32 && !isPlaceholder;
}

/** @param {string | undefined} text */
function listOf(text) {
  return (text ?? "").split(",").flatMap((part) => part.trim() || []);
}

/** @param {string} text */
function isRanges(text) {
  return listOf(text).every((part) => {
    const [address = "", bits, ...rest] = part.split("/");
    const version = net.isIP(address);
    const isBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
    return version !== 0 && isBits && rest.length === 0;
  });
}

/** @param {string} text */
function isHost(text) {
  return /^[\w.:%-]+$/.test(text);
}

/** @param {string} text */
function isWebAddress(text) {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** @param {string} text */
function isOrigin(text) {
  return isWebAddress(text) && /^https?:\/\/[^/]+\/?$/.test(text);
}

/** @param {string} text */
function isSender(text) {
  return /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(text);
}

/** @param {string} text */
function isSmtpUrl(text) {
  return URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== "";
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
