import "server-only";
import { parseSettings } from "../scripts/environment.mjs";

type Settings = ReturnType<typeof parseSettings>;
type Env = Omit<Settings, "databaseUrl" | "authSecret"> & { databaseUrl: string; authSecret: string };

let parsed: Env | undefined;

function parse(): Env {
  const settings = parseSettings(process.env);
  const { databaseUrl, authSecret } = settings;
  if (!databaseUrl) throw new Error("DATABASE_URL is not set: start with `npm start`, which provides a database");
  return { ...settings, databaseUrl, authSecret: authSecret ?? "" };
}

/** Every setting, parsed at its first use; the launcher has read `.env` and secret files and validated them before. */
export const env = new Proxy({} as Env, {
  get: (_target, name) => {
    parsed ??= parse();
    return Reflect.get(parsed, name);
  },
});
