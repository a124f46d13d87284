import "server-only";
import pino from "pino";

const secrets = ["password", "token", "secret", "authorization", "cookie", "apiKey", "api_key", "key"];

/** JSON lines on stdout; what could open a door is left out. */
export const log = pino({
  // The launcher has validated it; a build, which has no settings, loads this too.
  level: process.env.LOG_LEVEL || "info",
  redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], remove: true },
});
