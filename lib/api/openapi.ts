import { z } from "zod";
import { analysisSchema } from "@/lib/analysis/json";
import { analysisQuerySchema } from "@/lib/analysis/schema";
import { attributionMovesSchema, attributionRuleSchema } from "@/lib/attribution/json";
import { newAttributionRuleSchema } from "@/lib/attribution/schema";
import { auditEntrySchema, auditQuerySchema } from "@/lib/audit/schema";
import { budgetSchema, budgetStateSchema } from "@/lib/budgets/json";
import { budgetsQuerySchema, changedBudgetSchema, newBudgetSchema } from "@/lib/budgets/schema";
import { chargebackMovesSchema, chargebackRuleSchema, spreadRuleSchema, statementSchema } from "@/lib/chargeback/json";
import { chargebackFileQuerySchema, chargebackQuerySchema, newChargebackRuleSchema, newSpreadRuleSchema } from "@/lib/chargeback/schema";
import { periodDetailSchema, periodSchema } from "@/lib/closing/json";
import { closeSchema, reopenSchema } from "@/lib/closing/schema";
import { currencySchema, ecbChangeSchema, rateSourceSchema } from "@/lib/currency/json";
import { currencyQuerySchema, newRateSchema, reportingCurrencySchema } from "@/lib/currency/schema";
import { efficiencySchema } from "@/lib/efficiency/json";
import { estimateRequestSchema, estimateSchema } from "@/lib/estimator/schema";
import { dueChargesSchema, fixedChargeSchema } from "@/lib/fixed-charges/json";
import { chargesQuerySchema, counterSchema, endSchema, newFixedChargeSchema } from "@/lib/fixed-charges/schema";
import {
  checkedImportSchema,
  conflictSchema,
  conflictsQuerySchema,
  importQuerySchema,
  importSchema,
  importsQuerySchema,
  rejectedQuerySchema,
  resolutionSchema,
  resolvedSchema,
} from "@/lib/imports/schema";
import { type Permission, permissions } from "@/lib/permissions";
import { baselineSchema } from "@/lib/pricing/baseline-json";
import { modelSchema } from "@/lib/pricing/json";
import { invoiceSchema, reconciliationSchema } from "@/lib/reconciliation/json";
import { newInvoiceSchema, newNoteSchema, reconciliationQuerySchema, toleranceSchema } from "@/lib/reconciliation/schema";
import { foreignRecordSchema, recordedSchema, sourceQuerySchema, usageQuerySchema, usageRowSchema } from "@/lib/recording/schema";
import { reportSchema } from "@/lib/reports/json";
import { reportExtensions, reportQuerySchema } from "@/lib/reports/schema";
import { ruleSchema } from "@/lib/repricing/json";
import { newRuleSchema, repricingSchema } from "@/lib/repricing/schema";
import { savingsByModelSchema, savingsSchema } from "@/lib/savings/json";
import { newBaselineSchema, savingsByModelQuerySchema, savingsQuerySchema } from "@/lib/savings/schema";
import { keptScenarioSchema, scenarioResultSchema, scenarioSchema } from "@/lib/scenarios/json";
import { newScenarioSchema, periodQueryShape } from "@/lib/scenarios/schema";
import { sourceSchema, standingEffectSchema } from "@/lib/sources/json";
import { standingSchema } from "@/lib/sources/schema";
import { eventSchema, spendSchema } from "@/lib/spend/json";
import { eventsQuerySchema, spendQuerySchema } from "@/lib/spend/schema";
import { dryRunSchema } from "./wire";

type Answer = { description: string; schema?: z.ZodType; type?: string };
type Operation = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  /** null: open to everybody. */
  permission: Permission | null;
  query?: z.ZodType;
  body?: { schema?: z.ZodType; types: string[] };
  answers: Record<number, Answer>;
};

const page = (items: z.ZodType) => z.object({ items: z.array(items), next_cursor: z.string().nullable() });
const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), detail: z.string() })).optional(),
});
const csv: Answer = { description: "a CSV file", type: "text/csv" };
const imported: Answer = { description: "the import", schema: importSchema };

/** Everything the API does; a test compares this list with the routes there are. */
export const operations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/health",
    summary: "Whether the process lives",
    permission: null,
    answers: { 200: { description: "it does", schema: z.object({ status: z.string() }) } },
  },
  {
    ...{ method: "get", path: "/api/ready", summary: "Whether requests can be answered", permission: null },
    answers: {
      200: { description: "yes", schema: z.object({ status: z.string(), boot_id: z.string() }) },
      503: { description: "not yet, and why", schema: z.object({ status: z.string(), boot_id: z.string(), problem: z.string() }) },
    },
  },
  {
    method: "get",
    path: "/api/v1/openapi.json",
    summary: "This document",
    permission: null,
    answers: { 200: { description: "OpenAPI 3.1", type: "application/json" } },
  },
  {
    ...{ method: "post", path: "/api/v1/usage", summary: "Record usage", permission: "usage:write", query: usageQuerySchema },
    body: {
      schema: z.union([usageRowSchema, foreignRecordSchema, z.array(z.union([usageRowSchema, foreignRecordSchema]))]),
      types: ["application/json", "application/x-ndjson"],
    },
    answers: { 200: { description: "what became of the rows; committed", schema: recordedSchema } },
  },
  {
    ...{ method: "post", path: "/api/v1/otlp/v1/traces", summary: "Record traces of OpenTelemetry (OTLP over HTTP)", permission: "usage:write" },
    query: sourceQuerySchema,
    body: { types: ["application/x-protobuf", "application/json"] },
    answers: {
      200: {
        description: "committed; spans that are not about models are ignored, those refused are counted",
        schema: z.object({ partialSuccess: z.object({ rejectedSpans: z.string(), errorMessage: z.string() }).optional() }),
      },
    },
  },
  {
    ...{ method: "get", path: "/api/v1/imports", summary: "Imports, newest first", permission: "imports:see", query: importsQuerySchema },
    answers: { 200: { description: "a page", schema: page(importSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/imports", summary: "Import a file", permission: "imports:write", query: importQuerySchema },
    body: { types: ["application/octet-stream", "text/csv"] },
    answers: {
      200: { description: "what would happen (dry_run)", schema: checkedImportSchema },
      201: imported,
      202: { ...imported, description: "taken; it goes on by itself (Prefer: respond-async)" },
    },
  },
  { method: "get", path: "/api/v1/imports/{id}", summary: "One import", permission: "imports:see", answers: { 200: imported } },
  {
    method: "delete",
    path: "/api/v1/imports/{id}",
    summary: "Undo an import; cancel one under way",
    permission: "imports:write",
    answers: { 200: imported },
  },
  {
    method: "post",
    path: "/api/v1/imports/{id}/restore",
    summary: "Restore an undone import",
    permission: "imports:write",
    answers: { 200: imported },
  },
  {
    ...{ method: "get", path: "/api/v1/imports/{id}/conflicts", summary: "Known rows with other numbers, in the order of the file" },
    ...{ permission: "imports:see", query: conflictsQuerySchema },
    answers: { 200: { description: "a page", schema: page(conflictSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/imports/{id}/conflicts", summary: "Settle conflicts: replace what was there, or keep it" },
    ...{ permission: "imports:write", body: { schema: resolutionSchema, types: ["application/json"] } },
    answers: { 200: { description: "how many were settled, and the import", schema: resolvedSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/imports/{id}/rejected.csv", summary: "The refused rows, of one reason or all", permission: "imports:see" },
    query: rejectedQuerySchema,
    answers: { 200: csv },
  },
  {
    ...{
      method: "get",
      path: "/api/v1/fixed-charges",
      summary: "What is paid apart from usage, of a month or all there was",
      permission: "finance:see",
    },
    query: chargesQuerySchema,
    answers: {
      200: {
        description: "with the amounts and sums of a month; or every line, the latest recorded first",
        schema: z.union([dueChargesSchema, page(fixedChargeSchema)]),
      },
    },
  },
  {
    ...{ method: "post", path: "/api/v1/fixed-charges", summary: "Record a fixed charge, credit, refund or tax", permission: "finance:write" },
    body: { schema: newFixedChargeSchema, types: ["application/json"] },
    answers: { 201: { description: "the charge", schema: fixedChargeSchema } },
  },
  {
    ...{ method: "delete", path: "/api/v1/fixed-charges/{id}", summary: "Withdraw a fixed charge", permission: "finance:write" },
    answers: { 200: { description: "the charge, withdrawn", schema: fixedChargeSchema } },
  },
  {
    ...{ method: "post", path: "/api/v1/fixed-charges/{id}/end", summary: "Give a monthly charge its last day", permission: "finance:write" },
    body: { schema: endSchema, types: ["application/json"] },
    answers: { 200: { description: "the charge", schema: fixedChargeSchema } },
  },
  {
    ...{
      method: "post",
      path: "/api/v1/fixed-charges/{id}/counter",
      summary: "Take a fixed charge back by another line",
      permission: "finance:write",
    },
    body: { schema: counterSchema, types: ["application/json"] },
    answers: { 201: { description: "the line that takes it back", schema: fixedChargeSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/budgets", summary: "The budgets of a month with how they stand", permission: "budgets:see" },
    query: budgetsQuerySchema,
    answers: { 200: { description: "spent, left, forecast with its band, thresholds", schema: page(budgetStateSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/budgets", summary: "Make a monthly budget", permission: "budgets:write" },
    body: { schema: newBudgetSchema, types: ["application/json"] },
    answers: { 201: { description: "the budget", schema: budgetSchema } },
  },
  {
    ...{ method: "patch", path: "/api/v1/budgets/{id}", summary: "Change a budget from a month on", permission: "budgets:write" },
    body: { schema: changedBudgetSchema, types: ["application/json"] },
    answers: { 200: { description: "the budget; what it was before stays in its versions", schema: budgetSchema } },
  },
  {
    ...{ method: "delete", path: "/api/v1/budgets/{id}", summary: "Withdraw a budget", permission: "budgets:write" },
    answers: { 200: { description: "the budget, withdrawn", schema: budgetSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/chargeback", summary: "Whom a month is charged to", permission: "finance:see", query: chargebackQuerySchema },
    answers: {
      200: {
        description: "cost centres, what is unallocated, and the lines that are booked; they make the whole, to the cent",
        schema: statementSchema,
      },
    },
  },
  {
    ...{ method: "get", path: "/api/v1/chargeback/{file}", summary: "The same as a file, 2026-06.csv", permission: "finance:see" },
    query: chargebackFileQuerySchema,
    answers: { 200: csv },
  },
  {
    ...{
      method: "get",
      path: "/api/v1/chargeback-rules",
      summary: "Which cost centre usage is charged to: every rule there was",
      permission: "finance:see",
    },
    answers: { 200: { description: "the latest recorded first", schema: page(chargebackRuleSchema) } },
  },
  {
    ...{
      method: "post",
      path: "/api/v1/chargeback-rules",
      summary: "Charge usage to a cost centre",
      permission: "finance:write",
      query: dryRunSchema,
    },
    body: { schema: newChargebackRuleSchema, types: ["application/json"] },
    answers: {
      200: { description: "what would be charged elsewhere (dry_run)", schema: chargebackMovesSchema },
      201: { description: "the rule", schema: chargebackRuleSchema },
    },
  },
  {
    ...{ method: "delete", path: "/api/v1/chargeback-rules/{id}", summary: "Withdraw a chargeback rule", permission: "finance:write" },
    answers: { 200: { description: "the rule, withdrawn", schema: chargebackRuleSchema } },
  },
  {
    ...{
      method: "get",
      path: "/api/v1/spread-rules",
      summary: "How what belongs to no cost centre is spread: every rule there was",
      permission: "finance:see",
    },
    answers: { 200: { description: "the latest recorded first", schema: page(spreadRuleSchema) } },
  },
  {
    ...{
      method: "post",
      path: "/api/v1/spread-rules",
      summary: "Say how usage or charges of no cost centre are spread",
      permission: "finance:write",
    },
    body: { schema: newSpreadRuleSchema, types: ["application/json"] },
    answers: { 201: { description: "the rule", schema: spreadRuleSchema } },
  },
  {
    ...{ method: "delete", path: "/api/v1/spread-rules/{id}", summary: "Withdraw a rule of spreading", permission: "finance:write" },
    answers: { 200: { description: "the rule, withdrawn", schema: spreadRuleSchema } },
  },
  {
    ...{
      method: "get",
      path: "/api/v1/currency",
      summary: "The reporting currency, and the rates of a month",
      permission: "finance:see",
      query: currencyQuerySchema,
    },
    answers: { 200: { description: "the current month's by default", schema: currencySchema } },
  },
  {
    ...{ method: "put", path: "/api/v1/currency", summary: "Choose the reporting currency, and which rate a month has", permission: "finance:write" },
    body: { schema: reportingCurrencySchema, types: ["application/json"] },
    answers: { 200: { description: "what was chosen", schema: reportingCurrencySchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/currency-rates", summary: "Where currency rates came from", permission: "finance:see" },
    answers: { 200: { description: "the latest recorded first", schema: page(rateSourceSchema) } },
  },
  {
    ...{
      method: "post",
      path: "/api/v1/currency-rates",
      summary: "Record a rate, or the European Central Bank's file of them",
      permission: "finance:write",
    },
    query: dryRunSchema,
    body: { schema: newRateSchema, types: ["application/json", "text/csv", "application/zip"] },
    answers: {
      200: { description: "what a file would add (dry_run); or nothing was new", schema: ecbChangeSchema },
      201: {
        description: "the rate; or what the file added",
        schema: z.union([rateSourceSchema, ecbChangeSchema.extend({ recorded: rateSourceSchema.nullable() })]),
      },
    },
  },
  {
    ...{ method: "delete", path: "/api/v1/currency-rates/{id}", summary: "Withdraw rates that were recorded together", permission: "finance:write" },
    answers: { 200: { description: "the rates, withdrawn", schema: rateSourceSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/reconciliation", summary: "A month's bills beside what its usage costs, with the causes of each difference" },
    ...{ permission: "reconciliation:see", query: reconciliationQuerySchema },
    answers: { 200: { description: "by provider and model", schema: reconciliationSchema } },
  },
  {
    ...{ method: "post", path: "/api/v1/reconciliation/notes", summary: "Note a difference, or sign it off", permission: "finance:write" },
    body: { schema: newNoteSchema, types: ["application/json"] },
    answers: { 201: { description: "the month", schema: reconciliationSchema } },
  },
  {
    ...{ method: "put", path: "/api/v1/reconciliation/tolerance", summary: "How far the two sides may be apart", permission: "finance:write" },
    body: { schema: toleranceSchema, types: ["application/json"] },
    answers: { 200: { description: "the tolerance", schema: toleranceSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/invoices", summary: "The invoices of a month" },
    ...{ permission: "reconciliation:see", query: reconciliationQuerySchema },
    answers: { 200: { description: "those in force", schema: page(invoiceSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/invoices", summary: "Write an invoice down", permission: "finance:write" },
    body: { schema: newInvoiceSchema, types: ["application/json"] },
    answers: { 201: { description: "the invoice", schema: invoiceSchema } },
  },
  {
    ...{ method: "delete", path: "/api/v1/invoices/{id}", summary: "Withdraw an invoice", permission: "finance:write" },
    answers: { 200: { description: "the invoice, withdrawn", schema: invoiceSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/attribution-rules", summary: "Whom usage counts under: every rule there was", permission: "attribution:see" },
    answers: { 200: { description: "the latest recorded first", schema: page(attributionRuleSchema) } },
  },
  {
    ...{
      method: "post",
      path: "/api/v1/attribution-rules",
      summary: "Record an attribution rule, or a CSV file of them",
      permission: "attribution:write",
    },
    query: dryRunSchema,
    body: { schema: newAttributionRuleSchema, types: ["application/json", "text/csv"] },
    answers: {
      200: { description: "what would move (dry_run); or the rules, all of them known", schema: attributionMovesSchema },
      201: { description: "the rules, in the order given", schema: page(attributionRuleSchema) },
    },
  },
  {
    ...{ method: "delete", path: "/api/v1/attribution-rules/{id}", summary: "Withdraw an attribution rule", permission: "attribution:write" },
    query: dryRunSchema,
    answers: {
      200: { description: "the rule, withdrawn; or what would move (dry_run)", schema: z.union([attributionRuleSchema, attributionMovesSchema]) },
    },
  },
  {
    ...{ method: "get", path: "/api/v1/sources", summary: "Where usage comes from, and what of it counts", permission: "attribution:see" },
    answers: { 200: { description: "all sources by name", schema: page(sourceSchema) } },
  },
  {
    ...{
      method: "put",
      path: "/api/v1/sources",
      summary: "Count a source, or only compare it",
      permission: "attribution:write",
      query: dryRunSchema,
    },
    body: { schema: standingSchema, types: ["application/json"] },
    answers: { 200: { description: "the source; or the months it would change (dry_run)", schema: z.union([sourceSchema, standingEffectSchema]) } },
  },
  {
    ...{ method: "get", path: "/api/v1/spend", summary: "Usage and its cost", permission: "spend:see", query: spendQuerySchema },
    answers: { 200: { description: "rows and total", schema: spendSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/savings", summary: "What was saved, in three lines", permission: "spend:see", query: savingsQuerySchema },
    answers: { 200: { description: "rows and total", schema: savingsSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/scenarios", summary: "The what-if scenarios that are kept, the latest first", permission: "spend:see" },
    answers: { 200: { description: "all scenarios", schema: page(scenarioSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/scenarios", summary: "Keep a what-if scenario, or try it", permission: "scenarios:write" },
    query: dryRunSchema.extend(periodQueryShape),
    body: { schema: newScenarioSchema, types: ["application/json"] },
    answers: {
      200: { description: "with dry_run=1: what it would have made of the period; nothing is kept", schema: scenarioResultSchema },
      201: { description: "the scenario", schema: scenarioSchema },
    },
  },
  {
    ...{ method: "get", path: "/api/v1/scenarios/{id}", summary: "A scenario with what it would have made of a period", permission: "spend:see" },
    query: z.strictObject(periodQueryShape),
    answers: { 200: { description: "the scenario and its result", schema: keptScenarioSchema } },
  },
  {
    ...{ method: "delete", path: "/api/v1/scenarios/{id}", summary: "Take a scenario away", permission: "scenarios:write" },
    answers: { 200: { description: "the scenario", schema: scenarioSchema } },
  },
  {
    ...{ method: "post", path: "/api/v1/scenarios/{id}/restore", summary: "Bring a scenario back", permission: "scenarios:write" },
    answers: { 200: { description: "the scenario", schema: scenarioSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/efficiency", summary: "Cost per request, user and output; cache, batch and mix" },
    ...{ permission: "spend:see", query: spendQuerySchema },
    answers: { 200: { description: "rows and total", schema: efficiencySchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/savings/models", summary: "The same usage at every model of the book" },
    ...{ permission: "spend:see", query: savingsByModelQuerySchema },
    answers: { 200: { description: "cheapest first", schema: savingsByModelSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/baselines", summary: "What savings are measured against: every baseline there was", permission: "spend:see" },
    answers: { 200: { description: "the latest recorded first", schema: page(baselineSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/baselines", summary: "Name a baseline", permission: "prices:write" },
    body: { schema: newBaselineSchema, types: ["application/json"] },
    answers: { 201: { description: "the baseline", schema: baselineSchema } },
  },
  {
    ...{ method: "delete", path: "/api/v1/baselines/{id}", summary: "Withdraw a baseline", permission: "prices:write" },
    answers: { 200: { description: "the baseline, withdrawn", schema: baselineSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/events", summary: "Single usage rows, newest first", permission: "spend:see", query: eventsQuerySchema },
    answers: {
      200: {
        description: "a page; events before `kept_from` were removed, and totals of that time stand",
        schema: page(eventSchema).extend({ kept_from: z.string().nullable() }),
      },
    },
  },
  {
    ...{ method: "get", path: "/api/v1/audit", summary: "The audit trail, newest first", permission: "audit:see", query: auditQuerySchema },
    answers: { 200: { description: "a page", schema: page(auditEntrySchema) } },
  },
  {
    method: "get",
    path: "/api/v1/models",
    summary: "The price book",
    permission: "models:see",
    answers: { 200: { description: "all models", schema: page(modelSchema) } },
  },
  {
    method: "get",
    path: "/api/v1/models/{provider}/{model}",
    summary: "One model, by id or alias",
    permission: "models:see",
    answers: { 200: { description: "the model", schema: modelSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/models/{provider}/{model}/analysis", summary: "What a model costs, in plain words" },
    ...{ permission: "models:see", query: analysisQuerySchema },
    answers: { 200: { description: "figures, verdict, sentences and sources; Accept: text/markdown for Markdown", schema: analysisSchema } },
  },
  {
    method: "get",
    path: "/api/v1/price-rules",
    summary: "Every price rule of the workspace, the latest recorded first",
    permission: "models:see",
    answers: { 200: { description: "all rules", schema: page(ruleSchema) } },
  },
  {
    ...{ method: "post", path: "/api/v1/price-rules", summary: "Append a price rule, or try it", permission: "prices:write", query: dryRunSchema },
    body: { schema: newRuleSchema, types: ["application/json"] },
    answers: {
      200: { description: "with dry_run=1: what it would do to all history; nothing is written", schema: repricingSchema },
      201: { description: "the rule", schema: ruleSchema },
    },
  },
  {
    ...{ method: "delete", path: "/api/v1/price-rules/{id}", summary: "Withdraw a price rule, or try it", permission: "prices:write" },
    query: dryRunSchema,
    answers: {
      200: { description: "the rule; with dry_run=1 what its withdrawal would do to all history", schema: z.union([ruleSchema, repricingSchema]) },
    },
  },
  {
    ...{ method: "post", path: "/api/v1/estimate", summary: "What a usage would cost on every model", permission: "models:see" },
    body: { schema: estimateRequestSchema, types: ["application/json"] },
    answers: { 200: { description: "cheapest first", schema: estimateSchema } },
  },
  {
    method: "get",
    path: "/api/v1/reports/{file}",
    summary: `The report of a month, as 2026-06.csv; its formats: ${reportExtensions.join(", ")}`,
    permission: "reports:export",
    query: reportQuerySchema,
    answers: { 200: { description: "the report; as JSON, of this shape. A closed month's is what it was closed with", schema: reportSchema } },
  },
  {
    ...{ method: "get", path: "/api/v1/periods", summary: "Every month with usage, and whether it is closed; the latest first" },
    permission: "spend:see",
    answers: { 200: { description: "all months", schema: page(periodSchema) } },
  },
  {
    ...{ method: "get", path: "/api/v1/periods/{month}", summary: "A month: its check-list, what has changed since it was closed, its versions" },
    permission: "reports:export",
    answers: { 200: { description: "the month", schema: periodDetailSchema } },
  },
  {
    ...{ method: "post", path: "/api/v1/periods/{month}/close", summary: "Close a month; one that is closed stays as it is" },
    ...{ permission: "periods:close", body: { schema: closeSchema, types: ["application/json"] } },
    answers: { 200: { description: "the closed month", schema: periodDetailSchema } },
  },
  {
    ...{ method: "post", path: "/api/v1/periods/{month}/reopen", summary: "Open the latest closed month again" },
    ...{ permission: "periods:reopen", body: { schema: reopenSchema, types: ["application/json"] } },
    answers: { 200: { description: "the month, with what it was closed with among its versions", schema: periodDetailSchema } },
  },
];

/** The OpenAPI 3.1 document, made of the schemas that validate the requests. */
export function openApi(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) paths[operation.path] = { ...paths[operation.path], [operation.method]: operationJson(operation) };
  return {
    openapi: "3.1.0",
    info: { title: "Obole", version, description: "What a team's language models cost, to the token. Money is exact decimal text in dollars." },
    servers: [{ url: "/" }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key of a workspace." } },
      responses: {
        problem: {
          description: "What is wrong, where, and how to mend it.",
          content: { "application/problem+json": { schema: jsonSchema(problemSchema, "output") } },
        },
      },
    },
  };
}

function operationJson({ path, summary, permission, query, body, answers }: Operation): Record<string, unknown> {
  const scope = permission && permissions[permission].scope;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  return {
    summary,
    ...(scope ? { description: `Scope: ${scope}.` } : { security: [] }),
    parameters: [...inPath, ...(query ? queryParameters(query) : [])],
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(body.types.map((type) => [type, { schema: body.schema ? jsonSchema(body.schema, "input") : {} }])),
      },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerJson(answer)])),
      ...(scope && { default: { $ref: "#/components/responses/problem" } }),
    },
  };
}

function answerJson({ description, schema, type = "application/json" }: Answer): Record<string, unknown> {
  return { description, content: { [type]: { schema: schema ? jsonSchema(schema, "output") : {} } } };
}

function queryParameters(schema: z.ZodType): Record<string, unknown>[] {
  const { properties = {}, required = [] } = jsonSchema(schema, "input") as { properties?: Record<string, unknown>; required?: string[] };
  return Object.entries(properties).map(([name, of]) => ({ name, in: "query", required: required.includes(name), schema: of }));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
