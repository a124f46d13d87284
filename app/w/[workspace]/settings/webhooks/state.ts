import type { WebhookState } from "@/components/settings/webhook-state";
import { moment } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Zone } from "@/lib/period";
import type { Webhook } from "@/lib/webhooks/queries";

/** How a webhook stands, in words. */
export function stateOf({ pausedAt, isSwitchedOff, failingSince }: Webhook, zone: Zone, locale: Locale): WebhookState {
  const failing = failingSince === null ? null : translatorOf(locale, "webhooks")("failing", { when: moment(failingSince, zone, locale) });
  return { kind: pausedAt === null ? "on" : isSwitchedOff ? "off" : "paused", failing };
}
