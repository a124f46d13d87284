import { type Cell, csvLine } from "@/lib/csv";
import { decimalText, dollars, dollarsPerMillion, type Pico } from "@/lib/money";
import { type Instant, isoInstant } from "@/lib/period";
import { type TokenClass, tokenClasses } from "@/lib/usage/tokens";
import type { DayLine } from "./focus-lines";
import type { MonthReport } from "./report";
import type { ReportSource } from "./source";

/** The columns of FOCUS 1.2 that this file has, in its order, and our own, which begin with `x_`. */
const columns = [
  ...["BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart"],
  ...["ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart"],
  ...["ConsumedQuantity", "ConsumedUnit", "ContractedCost", "ContractedUnitPrice", "EffectiveCost", "InvoiceIssuerName"],
  ...["ListCost", "ListUnitPrice", "PricingCategory", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName"],
  ...["ServiceCategory", "ServiceName", "SkuId", "SkuMeter", "SkuPriceId", "Tags"],
  ...["x_Model", "x_TokenClass", "x_ServiceTier", "x_PriceBasis", "x_Team", "x_Project", "x_User", "x_ApiKey", "x_Source", "x_ReportNumber"],
] as const;
type FocusRow = Record<(typeof columns)[number], Cell>;

/** What is measured: the tokens of a class, or requests that have a price of their own. */
const meters: Record<TokenClass | "request", { name: string; unit: "Tokens" | "Requests" }> = {
  input: { name: "Input tokens", unit: "Tokens" },
  cache_read: { name: "Cache read tokens", unit: "Tokens" },
  cache_write_5m: { name: "Cache write tokens (5 min)", unit: "Tokens" },
  cache_write_1h: { name: "Cache write tokens (1 h)", unit: "Tokens" },
  output: { name: "Output tokens", unit: "Tokens" },
  request: { name: "Requests", unit: "Requests" },
};

/** The month as FOCUS 1.2: a row per day, model, price, class and allocation. Amounts are exact, quantity × unit price. Savings are in no cost. */
export async function* reportFocus({ report, dayLines }: ReportSource): AsyncGenerator<string> {
  yield csvLine(columns.map((text) => ({ text })));
  for await (const batch of dayLines()) {
    const rows = batch.flatMap((line) => metersOf(line).map((meter) => rowOf(report, line, meter)));
    if (rows.length) yield rows.map((row) => csvLine(columns.map((name) => row[name]))).join("");
  }
}

/** The classes that a line has tokens of, and its requests where they have a price. */
function metersOf({ tokens, requests, of }: DayLine): (TokenClass | "request")[] {
  const perRequest = requests > 0n && of.price !== null && (of.price.prices.request !== 0n || of.price.list.request !== 0n);
  return [...tokenClasses.filter((name) => tokens[name] > 0n), ...(perRequest ? (["request"] as const) : [])];
}

function rowOf(report: MonthReport, { day, of, allocation, tokens, requests }: DayLine, meter: TokenClass | "request"): FocusRow {
  const { price } = of;
  const { name, unit } = meters[meter];
  const quantity = meter === "request" ? requests : tokens[meter];
  const [paid, list] = [price?.prices[meter] ?? null, price?.list[meter] ?? null];
  // FOCUS lets no cost be empty: what has no price is 0 there, without a unit price, and says that it is unpriced.
  const cost = number(dollars(quantity * (paid ?? 0n)));
  const model = of.model?.id ?? of.name;
  const provider = of.providerName ?? "unknown";
  const sku = `${provider}/${model}`;
  const tier = of.tier || "standard";
  const tags = Object.entries(allocation).filter(([, value]) => value !== null);
  return {
    BilledCost: cost,
    BillingAccountId: { text: report.workspace.slug },
    BillingAccountName: { text: report.workspace.name },
    BillingCurrency: { text: report.currency },
    BillingPeriodEnd: instant(report.period.to),
    BillingPeriodStart: instant(report.period.from),
    ChargeCategory: { text: "Usage" },
    ChargeClass: null,
    ChargeDescription: { text: `${of.model?.name ?? of.name}: ${name.charAt(0).toLowerCase()}${name.slice(1)}` },
    ChargeFrequency: { text: "Usage-Based" },
    ChargePeriodEnd: instant(day.to),
    ChargePeriodStart: instant(day.from),
    ConsumedQuantity: number(String(quantity)),
    ConsumedUnit: { text: unit },
    ContractedCost: cost,
    ContractedUnitPrice: unitPrice(paid, meter),
    EffectiveCost: cost,
    InvoiceIssuerName: { text: provider },
    ListCost: number(dollars(quantity * (list ?? 0n))),
    ListUnitPrice: unitPrice(list, meter),
    PricingCategory: { text: price ? "Standard" : "Other" },
    PricingQuantity: number(meter === "request" ? String(quantity) : decimalText({ digits: quantity, scale: 6 })),
    PricingUnit: { text: meter === "request" ? "Requests" : "1M Tokens" },
    ProviderName: { text: provider },
    PublisherName: { text: of.model?.provider ?? provider },
    ServiceCategory: { text: "AI and Machine Learning" },
    ServiceName: { text: `${provider} API` },
    SkuId: { text: sku },
    SkuMeter: { text: name },
    SkuPriceId: { text: [sku, tier, meter, price?.period?.startsAt == null ? "first" : isoInstant(price.period.startsAt)].join("/") },
    Tags: tags.length ? { text: JSON.stringify(Object.fromEntries(tags)) } : null,
    x_Model: { text: model },
    x_TokenClass: { text: meter },
    x_ServiceTier: { text: tier },
    x_PriceBasis: { text: price?.basis ?? "unpriced" },
    x_Team: nameCell(allocation.team),
    x_Project: nameCell(allocation.project),
    x_User: nameCell(allocation.user),
    x_ApiKey: nameCell(allocation.api_key),
    x_Source: nameCell(allocation.source),
    x_ReportNumber: nameCell(report.number),
  };
}

function number(text: string): Cell {
  return { number: text };
}

function nameCell(text: string | null): Cell {
  return text === null ? null : { text };
}

function instant(at: Instant): Cell {
  return { text: isoInstant(at) };
}

/** Per million tokens, or per request. */
function unitPrice(price: Pico | null, meter: TokenClass | "request"): Cell {
  if (price === null) return null;
  return number(meter === "request" ? dollars(price) : dollarsPerMillion(price));
}
