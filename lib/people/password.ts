import { hash, verify } from "@node-rs/argon2";
import { common } from "./common-passwords";

export const shortestPassword = 8;
export const longestPassword = 256;

/** argon2id (the package's default) with OWASP's first recommendation. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What is wrong with a chosen password; null: nothing. Length decides, and that nobody guesses it first; no rules of composition. */
export function passwordProblem(password: string): "too_short" | "too_long" | "too_common" | null {
  if (password.length < shortestPassword) return "too_short";
  if (password.length > longestPassword) return "too_long";
  return common.has(password.toLowerCase()) ? "too_common" : null;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** Whether a hash was made at another cost than today's. */
export function isOutdated(stored: string): boolean {
  return !stored.startsWith(`$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`);
}

/** Takes as long for someone unknown as for a wrong password. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const known = stored ?? (await decoy());
  const isRight = await verify(known, password.slice(0, longestPassword)).catch(() => false);
  return isRight && stored !== null;
}

let decoyHash: Promise<string> | undefined;

function decoy(): Promise<string> {
  decoyHash ??= hashPassword(crypto.randomUUID());
  return decoyHash;
}
