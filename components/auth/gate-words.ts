import { decimalMoney } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";

/** What the gate says besides its form: one worked price, a million tokens in and out at $0.40 and $2.00. */
export function gateWords(locale: Locale) {
  const [common, auth] = [translatorOf(locale, "common"), translatorOf(locale, "auth")];
  const money = (text: string) => decimalMoney(text, locale);
  return {
    words: {
      product: common("product"),
      tagline: common("tagline"),
      onThisServer: auth("onThisServer"),
      in: common("worked.in"),
      out: common("worked.out"),
      model: common("worked.model"),
    },
    prices: { in: `× ${money("0.40")} / M`, out: `× ${money("2")} / M`, inTotal: money("0.40"), outTotal: money("2"), total: money("2.4") },
  };
}
