import "server-only";
import { format } from "node:util";
import pino from "pino";

const secrets = ["password", "token", "secret", "authorization", "cookie", "apiKey", "api_key", "key", "code"];

/** JSON lines on stdout; what could open a door is left out, and of an error everything but what it is and where it arose. */
export const log = pino({
  // The launcher has validated it; a build, which has no settings, loads this too.
  level: process.env.LOG_LEVEL || "info",
  redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], remove: true },
  serializers: { err: errorLine },
});

type Logged = { type: string; message: string; reason?: string; stack?: string; cause?: Logged };

/** A database error also carries rows; those stay out. */
function errorLine(error: unknown, depth = 0): Logged {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code, digest } = error as { code?: unknown; digest?: unknown };
  const reason = code ?? digest;
  return {
    type: error.name,
    message: error.message,
    ...(reason !== undefined && { reason: String(reason) }),
    ...(error.stack && { stack: error.stack }),
    ...(error.cause instanceof Error && depth < 3 && { cause: errorLine(error.cause, depth + 1) }),
  };
}

const levels = { log: "info", info: "info", warn: "warn", error: "error", debug: "debug" } as const;

/** What a library prints becomes lines of the log too. */
export function takeConsole(): void {
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, (typeof levels)[keyof typeof levels]][]) {
    console[method] = (...values: unknown[]) => log[level](plain(values.map(withoutRows)));
  }
}

function withoutRows(value: unknown): unknown {
  return value instanceof Error ? (errorLine(value).stack ?? value.message) : value;
}

/** Without the colours of a terminal. */
function plain(values: unknown[]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  return format(...values).replace(/\u001b\[[0-9;]*m/g, "");
}
