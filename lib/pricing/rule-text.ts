import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import type { PriceRule } from "./rule";
import type { PriceSheet } from "./sheet";

/** What a rule is said with. */
export type RuleWords = {
  locale: Locale;
  t: Translator<"prices">;
  /** What a model of the price book is called; null: there is none. */
  modelName: (provider: string, model: string) => string | null;
};

/** Whom a rule is for. */
export function ruleScope({ kind, provider, model }: PriceRule, { modelName, t }: RuleWords): string {
  const known = kind === "alias" ? null : modelName(provider ?? "", model ?? "");
  if (known) return known;
  if (model !== null) return provider ? `${provider}/${model}` : model;
  return provider === null ? t("everything") : t("allOf", { provider });
}

/** What a rule says, without whom it is for. */
export function ruleDetail(rule: PriceRule, { locale, modelName, t }: RuleWords): string {
  if (rule.kind === "alias") return t("means", { model: modelName(rule.target.provider, rule.target.model) ?? rule.target.model });
  if (rule.kind === "price") return sheetText(rule.prices, locale, t);
  const isMarkUp = rule.percent.digits < 0n;
  const percent = format.percent(decimalText({ ...rule.percent, digits: isMarkUp ? -rule.percent.digits : rule.percent.digits }), locale);
  return t(isMarkUp ? "markUpOf" : "discountOf", { percent });
}

/** A sheet of prices in a few words. */
function sheetText({ prices, tiers, long, request }: PriceSheet, locale: Locale, t: RuleWords["t"]): string {
  const price = (amount: bigint) => format.unitPrice(amount, locale);
  const isFree = [...Object.values(prices), request].every((amount) => amount == null || amount === 0n);
  const names = Object.keys(tiers);
  return [
    isFree ? t("freeOf") : t("priceOf", { input: price(prices.input), output: price(prices.output) }),
    ...(request ? [t("perRequestOf", { price: format.money(request, locale) })] : []),
    ...(names.length ? [t("withTiers", { tiers: names.join(", ") })] : []),
    ...(long ? [t("withLong", { tokens: format.count(long.threshold, locale) })] : []),
  ].join(" · ");
}
