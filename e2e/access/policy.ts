// Who may do what, for every page, call and server action that the build contains: one row each, or the test fails.
import type { Scope } from "@/lib/permissions";

/** Members by role; `limited` is a viewer who sees one team only; `removed` was a member until now; `stranger` runs another workspace. */
export const members = ["owner", "admin", "editor", "finance", "viewer", "limited"] as const;
export const outsiders = ["removed", "stranger"] as const;
export type Member = (typeof members)[number];
export type Actor = Member | (typeof outsiders)[number];

const everybody: readonly Member[] = members;
const whole: readonly Member[] = ["owner", "admin", "editor", "finance", "viewer"];
const importers: readonly Member[] = ["owner", "admin", "editor"];
const pricers: readonly Member[] = ["owner", "admin", "finance"];
const runners: readonly Member[] = ["owner", "admin"];
const owners: readonly Member[] = ["owner"];
const attributors: readonly Member[] = ["owner", "admin", "editor", "finance"];

/** `open`: to anybody; `person`: to whoever is signed in, for themselves. */
type Open = "open" | "person";

export const pages: Record<string, Open | readonly Member[]> = {
  "/": "open",
  "/estimate/[workspace]": "open",
  "/estimate/[workspace]/[provider]/[model]": "open",
  "/invite/[token]": "open",
  "/setup": "open",
  "/signin": "open",
  "/signin/forgotten": "open",
  "/signin/reset/[token]": "open",
  "/unsubscribe/[token]": "open",
  "/w/[workspace]": everybody,
  "/w/[workspace]/budgets": everybody,
  "/w/[workspace]/budgets/new": pricers,
  "/w/[workspace]/chargeback": whole,
  "/w/[workspace]/charges": whole,
  "/w/[workspace]/reconciliation": whole,
  "/w/[workspace]/estimate": everybody,
  "/w/[workspace]/efficiency": everybody,
  "/w/[workspace]/find": everybody,
  "/w/[workspace]/imports": whole,
  "/w/[workspace]/imports/[id]": whole,
  "/w/[workspace]/imports/new": importers,
  "/w/[workspace]/models": everybody,
  "/w/[workspace]/models/[provider]/[model]": everybody,
  "/w/[workspace]/reference": everybody,
  "/w/[workspace]/reports": everybody,
  "/w/[workspace]/reports/[month]": everybody,
  "/w/[workspace]/reports/schedules": pricers,
  "/w/[workspace]/savings": everybody,
  "/w/[workspace]/savings/baselines": everybody,
  "/w/[workspace]/savings/explain": everybody,
  "/w/[workspace]/savings/scenarios": everybody,
  "/w/[workspace]/savings/scenarios/[id]": everybody,
  "/w/[workspace]/savings/scenarios/compare": everybody,
  "/w/[workspace]/settings": everybody,
  "/w/[workspace]/settings/api-keys": runners,
  "/w/[workspace]/settings/attribution": whole,
  "/w/[workspace]/settings/alerts": pricers,
  "/w/[workspace]/settings/audit": pricers,
  "/w/[workspace]/settings/chargeback": whole,
  "/w/[workspace]/settings/currency": whole,
  "/w/[workspace]/settings/data": runners,
  "/w/[workspace]/settings/members": runners,
  "/w/[workspace]/settings/prices": everybody,
  "/w/[workspace]/settings/prices/contract": pricers,
  "/w/[workspace]/settings/prices/list": owners,
  "/w/[workspace]/settings/prices/unpriced": everybody,
  "/w/[workspace]/settings/security": everybody,
  "/w/[workspace]/settings/sign-in": runners,
  "/w/[workspace]/settings/sources": whole,
  "/w/[workspace]/settings/webhooks": runners,
  "/w/[workspace]/settings/webhooks/[id]": runners,
  "/w/[workspace]/settings/workspace": runners,
  "/w/[workspace]/spend": everybody,
  "/w/[workspace]/spend/explain": everybody,
  "/w/[workspace]/spend/views": everybody,
  "/w/[workspace]/usage": importers,
  "/workspaces": "person",
};

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a call of the API needs of its key, and a call of our own pages of who is signed in. */
export const calls: Record<string, Partial<Record<Method, "open" | Scope | readonly Member[]>>> = {
  "/api/[...unknown]": { DELETE: "open", GET: "open", PATCH: "open", POST: "open", PUT: "open" },
  "/api/auth/[...nextauth]": { GET: "open", POST: "open" },
  "/api/health": { GET: "open" },
  "/api/ready": { GET: "open" },
  "/api/unsubscribe/[token]": { GET: "open", POST: "open" },
  "/api/v1/attribution-rules": { GET: "read", POST: "imports:write" },
  "/api/v1/attribution-rules/[id]": { DELETE: "imports:write" },
  "/api/v1/audit": { GET: "audit" },
  "/api/v1/budgets": { GET: "reports", POST: "reports" },
  "/api/v1/budgets/[id]": { PATCH: "reports", DELETE: "reports" },
  "/api/v1/chargeback": { GET: "read" },
  "/api/v1/chargeback/[file]": { GET: "read" },
  "/api/v1/chargeback-rules": { GET: "read", POST: "reports" },
  "/api/v1/chargeback-rules/[id]": { DELETE: "reports" },
  "/api/v1/currency": { GET: "read", PUT: "reports" },
  "/api/v1/currency-rates": { GET: "read", POST: "reports" },
  "/api/v1/currency-rates/[id]": { DELETE: "reports" },
  "/api/v1/efficiency": { GET: "read" },
  "/api/v1/baselines": { GET: "read", POST: "prices:write" },
  "/api/v1/baselines/[id]": { DELETE: "prices:write" },
  "/api/v1/estimate": { POST: "read" },
  "/api/v1/events": { GET: "read" },
  "/api/v1/invoices": { GET: "reports", POST: "reports" },
  "/api/v1/invoices/[id]": { DELETE: "reports" },
  "/api/v1/reconciliation": { GET: "reports" },
  "/api/v1/reconciliation/notes": { POST: "reports" },
  "/api/v1/reconciliation/tolerance": { PUT: "reports" },
  "/api/v1/fixed-charges": { GET: "read", POST: "reports" },
  "/api/v1/fixed-charges/[id]": { DELETE: "reports" },
  "/api/v1/fixed-charges/[id]/counter": { POST: "reports" },
  "/api/v1/fixed-charges/[id]/end": { POST: "reports" },
  "/api/v1/imports": { GET: "read", POST: "imports:write" },
  "/api/v1/imports/[id]": { GET: "read", DELETE: "imports:write" },
  "/api/v1/imports/[id]/conflicts": { GET: "read", POST: "imports:write" },
  "/api/v1/imports/[id]/rejected.csv": { GET: "read" },
  "/api/v1/imports/[id]/restore": { POST: "imports:write" },
  "/api/v1/models": { GET: "read" },
  "/api/v1/models/[provider]/[model]": { GET: "read" },
  "/api/v1/models/[provider]/[model]/analysis": { GET: "read" },
  "/api/v1/openapi.json": { GET: "open" },
  "/api/v1/otlp/v1/traces": { POST: "usage:write" },
  "/api/v1/price-rules": { GET: "read", POST: "prices:write" },
  "/api/v1/price-rules/[id]": { DELETE: "prices:write" },
  "/api/v1/periods": { GET: "read" },
  "/api/v1/periods/[month]": { GET: "reports" },
  "/api/v1/periods/[month]/close": { POST: "reports" },
  "/api/v1/periods/[month]/reopen": { POST: "reports" },
  "/api/v1/reports/[file]": { GET: "reports" },
  "/api/v1/savings": { GET: "read" },
  "/api/v1/savings/models": { GET: "read" },
  "/api/v1/scenarios": { GET: "read", POST: "reports" },
  "/api/v1/scenarios/[id]": { GET: "read", DELETE: "reports" },
  "/api/v1/scenarios/[id]/restore": { POST: "reports" },
  "/api/v1/sources": { GET: "read", PUT: "imports:write" },
  "/api/v1/spread-rules": { GET: "read", POST: "reports" },
  "/api/v1/spread-rules/[id]": { DELETE: "reports" },
  "/api/v1/spend": { GET: "read" },
  "/api/v1/usage": { POST: "usage:write" },
  "/api/w/[workspace]/attribution/preview": { POST: attributors },
  "/api/w/[workspace]/audit": { GET: pricers },
  "/api/w/[workspace]/chargeback/[file]": { GET: whole },
  "/api/w/[workspace]/currency": { POST: pricers },
  "/api/w/[workspace]/export": { GET: runners },
  "/api/w/[workspace]/imports": { POST: importers },
  "/api/w/[workspace]/imports/[id]": { GET: whole },
  "/api/w/[workspace]/imports/[id]/rejected.csv": { GET: whole },
  "/api/w/[workspace]/imports/preview": { POST: importers },
  "/api/w/[workspace]/live": { GET: everybody },
  "/api/w/[workspace]/places": { GET: everybody },
  "/api/w/[workspace]/prices/contract": { POST: pricers },
  "/api/w/[workspace]/prices/list": { POST: owners },
  "/api/w/[workspace]/reports/[file]": { GET: everybody },
  "/api/w/[workspace]/tables/[table]": { GET: everybody },
  "/icon.svg": { GET: "open" },
  "/metrics": { GET: "open" },
};

/** `foreign`: the field that names a row, to be tried with another workspace's. */
type ActionRow = {
  who: Open | readonly Member[];
  foreign?: {
    field: string;
    row:
      | "key"
      | "member"
      | "invitation"
      | "import"
      | "rule"
      | "attribution"
      | "template"
      | "view"
      | "annotation"
      | "entry"
      | "webhook"
      | "delivery"
      | "baseline"
      | "charge"
      | "invoice"
      | "budget"
      | "rates"
      | "scenario"
      | "chargeback"
      | "spread"
      | "recipient"
      | "schedule";
  };
};

export const actions: Record<string, ActionRow> = {
  acceptAction: { who: "person" },
  acceptAsNewPersonAction: { who: "open" },
  addAlertRecipientAction: { who: pricers },
  addDomainAction: { who: runners },
  addGroupAction: { who: runners },
  allowPasswordsAction: { who: runners },
  annotateAction: { who: importers },
  askResetAction: { who: "open" },
  cancelImportAction: { who: importers, foreign: { field: "id", row: "import" } },
  changeAnnotationAction: { who: importers, foreign: { field: "id", row: "annotation" } },
  changeBudgetAction: { who: pricers, foreign: { field: "id", row: "budget" } },
  changeMemberAction: { who: runners, foreign: { field: "userId", row: "member" } },
  changePasswordAction: { who: everybody },
  changeProfileAction: { who: everybody },
  changeReportScheduleAction: { who: pricers, foreign: { field: "id", row: "schedule" } },
  changeTimezoneAction: { who: runners },
  changeWorkspaceAction: { who: runners },
  chooseCurrencyAction: { who: pricers },
  chooseDefaultViewAction: { who: everybody, foreign: { field: "id", row: "view" } },
  counterChargeAction: { who: pricers, foreign: { field: "id", row: "charge" } },
  closeMonthAction: { who: pricers },
  countPublicTextAction: { who: "open" },
  countTextAction: { who: everybody },
  createApiKeyAction: { who: runners },
  createBudgetAction: { who: pricers },
  createReportScheduleAction: { who: pricers },
  createWebhookAction: { who: runners },
  createWorkspaceAction: { who: "person" },
  deleteAnnotationAction: { who: importers, foreign: { field: "id", row: "annotation" } },
  deleteReportScheduleAction: { who: pricers, foreign: { field: "id", row: "schedule" } },
  deleteScenarioAction: { who: everybody, foreign: { field: "id", row: "scenario" } },
  deleteTemplateAction: { who: importers, foreign: { field: "id", row: "template" } },
  deleteWebhookAction: { who: runners, foreign: { field: "id", row: "webhook" } },
  deleteViewAction: { who: everybody, foreign: { field: "id", row: "view" } },
  deleteWorkspaceAction: { who: owners },
  disableTwoFactorAction: { who: everybody },
  enableTwoFactorAction: { who: everybody },
  endOtherSessionsAction: { who: everybody },
  endSessionAction: { who: everybody },
  inviteAction: { who: runners },
  keepScenarioAction: { who: everybody },
  leaveWorkspaceAction: { who: everybody },
  loadSampleAction: { who: importers },
  offerTwoFactorAction: { who: everybody },
  openEstimatorAction: { who: owners },
  pauseWebhookAction: { who: runners, foreign: { field: "id", row: "webhook" } },
  recordAttributionAction: { who: attributors },
  recordAttributionTableAction: { who: attributors },
  recordBaselineAction: { who: pricers },
  recordMergeAction: { who: attributors },
  recordRuleAction: { who: pricers },
  recordStandingAction: { who: attributors },
  redeliverAction: { who: runners, foreign: { field: "id", row: "delivery" } },
  removeAlertRecipientAction: { who: pricers, foreign: { field: "id", row: "recipient" } },
  removeDomainAction: { who: runners },
  removeGroupAction: { who: runners },
  removeMemberAction: { who: runners, foreign: { field: "userId", row: "member" } },
  removeSampleAction: { who: importers },
  renameTemplateAction: { who: importers, foreign: { field: "id", row: "template" } },
  renameViewAction: { who: everybody, foreign: { field: "id", row: "view" } },
  renewRecoveryCodesAction: { who: everybody },
  reopenMonthAction: { who: runners },
  resetPasswordAction: { who: "open" },
  resolveConflictsAction: { who: importers, foreign: { field: "id", row: "import" } },
  restoreAnnotationAction: { who: importers, foreign: { field: "id", row: "annotation" } },
  restoreBudgetAction: { who: pricers, foreign: { field: "id", row: "budget" } },
  restoreImportAction: { who: importers, foreign: { field: "id", row: "import" } },
  restoreScenarioAction: { who: everybody, foreign: { field: "id", row: "scenario" } },
  resumeWebhookAction: { who: runners, foreign: { field: "id", row: "webhook" } },
  restoreViewAction: { who: everybody, foreign: { field: "id", row: "view" } },
  revokeApiKeyAction: { who: runners, foreign: { field: "id", row: "key" } },
  revokeInvitationAction: { who: runners, foreign: { field: "id", row: "invitation" } },
  saveTemplateAction: { who: importers },
  saveViewAction: { who: everybody },
  setUpAction: { who: "open" },
  stopEntryAction: { who: importers, foreign: { field: "id", row: "entry" } },
  testAlertRecipientAction: { who: pricers, foreign: { field: "id", row: "recipient" } },
  testWebhookAction: { who: runners, foreign: { field: "id", row: "webhook" } },
  transferOwnershipAction: { who: owners, foreign: { field: "userId", row: "member" } },
  tryReportScheduleAction: { who: pricers, foreign: { field: "id", row: "schedule" } },
  undoImportAction: { who: importers, foreign: { field: "id", row: "import" } },
  unsubscribeAction: { who: "open" },
  withdrawBudgetAction: { who: pricers, foreign: { field: "id", row: "budget" } },
  withdrawAttributionAction: { who: attributors, foreign: { field: "id", row: "attribution" } },
  endChargeAction: { who: pricers, foreign: { field: "id", row: "charge" } },
  noteDifferenceAction: { who: pricers },
  recordInvoiceAction: { who: pricers },
  setToleranceAction: { who: pricers },
  withdrawInvoiceAction: { who: pricers, foreign: { field: "id", row: "invoice" } },
  recordChargeAction: { who: pricers },
  recordChargebackAction: { who: pricers },
  recordSpreadAction: { who: pricers },
  recordRateAction: { who: pricers },
  withdrawChargeAction: { who: pricers, foreign: { field: "id", row: "charge" } },
  withdrawRatesAction: { who: pricers, foreign: { field: "id", row: "rates" } },
  withdrawChargebackAction: { who: pricers, foreign: { field: "id", row: "chargeback" } },
  withdrawSpreadAction: { who: pricers, foreign: { field: "id", row: "spread" } },
  withdrawBaselineAction: { who: pricers, foreign: { field: "id", row: "baseline" } },
  withdrawRuleAction: { who: pricers, foreign: { field: "id", row: "rule" } },
  writeDownAction: { who: importers },
};

/** Without input these act; they are left to the tests of what they do, once nobody who may not can. */
export const actsWithoutInput = ["leaveWorkspaceAction", "loadSampleAction", "removeSampleAction"];
