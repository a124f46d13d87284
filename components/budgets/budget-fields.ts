import type { FormField } from "@/components/ui/action-form";
import type { BudgetTerms } from "@/lib/budgets/budget";
import type { Translator } from "@/lib/i18n/translator";
import { decimalText, dollars } from "@/lib/money";
import type { Month } from "@/lib/period";

/** The fields that terms are typed in, with what they hold. `from`: the month that they are for first. */
export function termsFields(t: Translator<"budgets">, terms: Partial<Omit<BudgetTerms, "from">> & { typed?: string; from: Month }): FormField[] {
  const percents = (of: "actual" | "forecast") =>
    terms.thresholds ? terms.thresholds.flatMap((each) => (each.of === of ? [decimalText(each.percent)] : [])).join(", ") : t(`usual.${of}`);
  return [
    {
      name: "amount",
      label: t("amountLabel"),
      value: terms.typed ?? (terms.amount === undefined ? "" : dollars(terms.amount)),
      hint: t("amountHint"),
    },
    { name: "from", label: t("fromLabel"), value: terms.from, hint: t("monthHint") },
    { name: "to", label: t("toLabel"), value: terms.to ?? "", isRequired: false },
    { name: "actual", label: t("thresholdLabels.actual"), value: percents("actual"), isRequired: false, hint: t("thresholdHint") },
    { name: "forecast", label: t("thresholdLabels.forecast"), value: percents("forecast"), isRequired: false },
    { name: "note", label: t("noteLabel"), value: terms.note ?? "", isRequired: false },
  ];
}
