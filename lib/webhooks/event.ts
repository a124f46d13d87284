/** What a webhook can be told of. A new one gets its words in `lib/i18n` (`webhooks.events`), or does not compile. */
export const webhookEvents = [
  "import.done",
  "import.failed",
  "import.undone",
  "import.restored",
  "price_rule.recorded",
  "price_rule.withdrawn",
  "price_book.updated",
  "period.closed",
  "period.reopened",
  "member.joined",
  "member.changed",
  "member.removed",
  "api_key.created",
  "api_key.revoked",
  "workspace.timezone_changed",
  "budget.threshold_reached",
  "spend.unusual_day",
  "model.unpriced",
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What only the button sends. */
export const testEvent = "webhook.test";

/** Entries of the audit trail that are told under the name of what they mean. */
const toldAs: Record<string, WebhookEvent> = {
  "invitation.accepted": "member.joined",
  "member.left": "member.removed",
  "ownership.transferred": "member.changed",
};

/** What of an entry of the audit trail is told to webhooks; null: nothing. */
export function eventOfAction(action: string): WebhookEvent | null {
  return toldAs[action] ?? webhookEvents.find((event) => event === action) ?? null;
}

/** Whether it concerns all workspaces of an installation. */
export function isForEveryWorkspace(event: WebhookEvent): boolean {
  return event === "price_book.updated";
}
