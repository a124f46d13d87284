import type { ScopeKind, Threshold } from "@/lib/budgets/budget";

/** What alerts are about; webhooks are told under the same names. */
export const alertEvents = ["budget.threshold_reached", "spend.unusual_day", "model.unpriced"] as const;
export type AlertEvent = (typeof alertEvents)[number];

/** Whom something went to; amounts are exact dollars. */
type Contributor = { name: string | null; cost: string | null };

/** Something worth telling, with what drove it. Amounts are exact dollars, as text. */
export type AlertData =
  | {
      event: "budget.threshold_reached";
      budget_id: string;
      scope: { kind: ScopeKind; name: string | null };
      month: string;
      amount: string;
      percent: string;
      of: Threshold["of"];
      /** What was spent, or is forecast. */
      reached: string;
      contributors: Contributor[];
    }
  | { event: "spend.unusual_day"; day: string; cost: string; usual: string; driver: { team: string | null; cost: string; usual: string } | null }
  | { event: "model.unpriced"; name: string; tokens: string };

/** An alert that was found. `key`: what it is, so that it is told once. */
export type Found = { key: string; data: AlertData };

/** Why a letter did not leave. Its words live in `lib/i18n` (`alerts.errors`). */
export type MailError = "mail_not_set" | "mail_refused";
