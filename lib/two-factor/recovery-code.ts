import { randomBytes } from "node:crypto";
import { tokenHash } from "@/lib/token";

/** Crockford's: no letter that could be a digit. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export const recoveryCodes = 10;

/** 24 characters, 120 bits: enough for a plain hash (OWASP ASVS 6.5.2), in groups that can be typed. */
export function newRecoveryCode(): string {
  const characters = [...randomBytes(24)].map((byte) => alphabet[byte % alphabet.length]);
  return characters.join("").replace(/(.{4})(?=.)/g, "$1-");
}

/** What is kept of a code, however it was typed. */
export function recoveryHash(typed: string): Buffer {
  return tokenHash(typed.toLowerCase().replace(/[\s-]/g, ""));
}
