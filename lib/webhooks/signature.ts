import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** 256 random bits, written as the Standard Webhooks libraries read them. */
export function newSigningSecret(): string {
  return prefix + randomBytes(32).toString("base64");
}

/** The headers of a message as Standard Webhooks has them: HMAC-SHA256 over id, seconds since 1970 and body. */
export function signedHeaders(secret: string, { id, seconds, body }: { id: string; seconds: number; body: string }): Record<string, string> {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,${signature}` };
}
