import { type Cell, csvLine } from "@/lib/csv";
import { decimalText, dollars, dollarsPerMillion, type Pico } from "@/lib/money";
import { type Instant, isoInstant, monthPeriod } from "@/lib/period";
import { type TokenClass, tokenClasses } from "@/lib/usage/tokens";
import type { DayLine } from "./focus-lines";
import type { ReportTotals } from "./report";
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
/** What all rows of a provider have in common, and what each has of its own: apart, since a month has a million rows of forty cells. */
type Billed = ReturnType<typeof billedIn>;
type Charge = Omit<FocusRow, keyof Billed>;

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
export async function* reportFocus({ report, dayLines }: ReportSource<ReportTotals>): AsyncGenerator<string> {
  yield csvLine(columns.map((text) => ({ text })));
  const billed = new Map<string, Billed>();
  const written = (provider: string, charge: Charge) => {
    const common = billed.get(provider) ?? billedIn(report, provider);
    billed.set(provider, common);
    return csvLine(columns.map((name) => (name in common ? common[name as keyof Billed] : charge[name as keyof Charge])));
  };
  for await (const batch of dayLines()) {
    const rows = batch.flatMap((line) => metersOf(line).map((meter) => written(providerOf(line.of.providerName), chargeOf(line, meter))));
    if (rows.length) yield rows.join("");
  }
  if (report.adjustments.length) yield report.adjustments.map((line) => written(providerOf(line.provider), correctionOf(report, line))).join("");
}

function providerOf(name: string | null): string {
  return name ?? "unknown";
}

/** What has changed in a month that was closed: a signed amount without a quantity, in the period it was used in, billed with this month. */
function correctionOf(report: ReportTotals, { of, cost, provider: name, model, team, project }: ReportTotals["adjustments"][number]): Charge {
  const amount = number(dollars(cost));
  const provider = providerOf(name);
  const used = monthPeriod(of.month, report.timezone);
  return {
    BilledCost: amount,
    ChargeClass: { text: "Correction" },
    ChargeDescription: { text: `${model}: changed since ${of.month} was closed (No. ${of.number})` },
    ChargePeriodEnd: instant(used.to),
    ChargePeriodStart: instant(used.from),
    ConsumedQuantity: null,
    ConsumedUnit: null,
    ContractedCost: amount,
    ContractedUnitPrice: null,
    EffectiveCost: amount,
    ListCost: amount,
    ListUnitPrice: null,
    PricingCategory: null,
    PricingQuantity: null,
    PricingUnit: null,
    PublisherName: { text: provider },
    SkuId: { text: `${provider}/${model}` },
    SkuMeter: null,
    SkuPriceId: null,
    Tags: tagsCell({ team, project }),
    x_Model: nameCell(model),
    x_TokenClass: null,
    x_ServiceTier: null,
    x_PriceBasis: null,
    x_Team: nameCell(team),
    x_Project: nameCell(project),
    x_User: null,
    x_ApiKey: null,
    x_Source: null,
  };
}

function billedIn({ workspace, currency, period, number: reportNumber }: ReportTotals, provider: string) {
  return {
    BillingAccountId: { text: workspace.slug },
    BillingAccountName: { text: workspace.name },
    BillingCurrency: { text: currency },
    BillingPeriodEnd: instant(period.to),
    BillingPeriodStart: instant(period.from),
    ChargeCategory: { text: "Usage" },
    ChargeFrequency: { text: "Usage-Based" },
    InvoiceIssuerName: { text: provider },
    ProviderName: { text: provider },
    ServiceCategory: { text: "AI and Machine Learning" },
    ServiceName: { text: `${provider} API` },
    x_ReportNumber: nameCell(reportNumber),
  } satisfies Partial<FocusRow>;
}

function tagsCell(allocation: Record<string, string | null>): Cell {
  const tags = Object.entries(allocation).filter(([, value]) => value !== null);
  return tags.length ? { text: JSON.stringify(Object.fromEntries(tags)) } : null;
}

/** The classes that a line has tokens of, and its requests where they have a price. */
function metersOf({ tokens, requests, of }: DayLine): (TokenClass | "request")[] {
  const perRequest = requests > 0n && of.price !== null && (of.price.prices.request !== 0n || of.price.list.request !== 0n);
  return [...tokenClasses.filter((name) => tokens[name] > 0n), ...(perRequest ? (["request"] as const) : [])];
}

function chargeOf({ day, of, allocation, tokens, requests }: DayLine, meter: TokenClass | "request"): Charge {
  const { price } = of;
  const { name, unit } = meters[meter];
  const quantity = meter === "request" ? requests : tokens[meter];
  const [paid, list] = [price?.prices[meter] ?? null, price?.list[meter] ?? null];
  // FOCUS lets no cost be empty: what has no price is 0 there, without a unit price, and says that it is unpriced.
  const cost = number(dollars(quantity * (paid ?? 0n)));
  const model = of.model?.id ?? of.name;
  const provider = providerOf(of.providerName);
  const sku = `${provider}/${model}`;
  const tier = of.tier || "standard";
  return {
    BilledCost: cost,
    ChargeClass: null,
    ChargeDescription: { text: `${of.model?.name ?? of.name}: ${name.charAt(0).toLowerCase()}${name.slice(1)}` },
    ChargePeriodEnd: instant(day.to),
    ChargePeriodStart: instant(day.from),
    ConsumedQuantity: number(String(quantity)),
    ConsumedUnit: { text: unit },
    ContractedCost: cost,
    ContractedUnitPrice: unitPrice(paid, meter),
    EffectiveCost: cost,
    ListCost: number(dollars(quantity * (list ?? 0n))),
    ListUnitPrice: unitPrice(list, meter),
    PricingCategory: { text: price ? "Standard" : "Other" },
    PricingQuantity: number(meter === "request" ? String(quantity) : decimalText({ digits: quantity, scale: 6 })),
    PricingUnit: { text: meter === "request" ? "Requests" : "1M Tokens" },
    PublisherName: { text: of.model?.provider ?? provider },
    SkuId: { text: sku },
    SkuMeter: { text: name },
    SkuPriceId: { text: [sku, tier, meter, price?.period?.startsAt == null ? "first" : isoInstant(price.period.startsAt)].join("/") },
    Tags: tagsCell(allocation),
    x_Model: { text: model },
    x_TokenClass: { text: meter },
    x_ServiceTier: { text: tier },
    x_PriceBasis: { text: price?.basis ?? "unpriced" },
    x_Team: nameCell(allocation.team),
    x_Project: nameCell(allocation.project),
    x_User: nameCell(allocation.user),
    x_ApiKey: nameCell(allocation.api_key),
    x_Source: nameCell(allocation.source),
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
