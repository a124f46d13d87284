import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { newSigningSecret, signedHeaders } from "./signature";

const body = '{"type": "import.done"}';

test("a message verifies with the Standard Webhooks library, and not once it, its id or its time was changed, or with another secret", () => {
  const secret = newSigningSecret();
  const seconds = Math.floor(Date.now() / 1000);
  const headers = signedHeaders(secret, { id: "msg_1", seconds, body });
  const hook = new Webhook(secret);
  expect(hook.verify(body, headers)).toEqual({ type: "import.done" });
  expect(() => hook.verify(`${body} `, headers)).toThrow();
  expect(() => hook.verify(body, { ...headers, "webhook-id": "msg_2" })).toThrow();
  expect(() => hook.verify(body, { ...headers, "webhook-timestamp": String(seconds + 1) })).toThrow();
  expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow();
});

test("a secret has 256 random bits", () => {
  const secret = newSigningSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSigningSecret()).not.toBe(secret);
});
