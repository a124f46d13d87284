import "server-only";
import pino from "pino";
import { env } from "./env";

const secrets = ["password", "token", "secret", "authorization", "cookie", "apiKey", "api_key", "key"];

/** JSON lines on stdout; what could open a door is left out. */
export const log = pino({
  level: env.logLevel,
  redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], remove: true },
});
