import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, fit for an address. Shown or sent once; only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a token or key. SHA-256 is enough: there is nothing to guess (OWASP ASVS 6.5.2: from 112 bits on). */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
