import { Refusal } from "@/lib/errors";

/** How a session was opened. */
export type SignInMethod = "password" | "sso";

/** Someone who is signed in, and the session that says so. */
export type Person = {
  id: string;
  sessionId: string;
  method: SignInMethod;
  name: string;
  email: string;
  locale: string | null;
  theme: string | null;
  /** Whether single keys are shortcuts. */
  shortcuts: boolean;
};

const day = 86_400_000;

/** A session ends after 30 days, or after 7 in which nobody used it. */
export const sessionLife = { wholeMs: 30 * day, idleMs: 7 * day };

/** Why an account lets nobody in that whoever runs the server has disabled. */
export function accountDisabled(): Refusal {
  return new Refusal("account_disabled", "whoever runs the server has disabled this account");
}
