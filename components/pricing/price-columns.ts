import type { Translator } from "@/lib/i18n/translator";

/** The columns of a list of models with their prices; `weights` of the blended one, as "3:1". */
export function priceColumns(t: Translator<"models">, weights: string) {
  return [
    ...[t("model"), t("provider")],
    ...[t("input"), t("output")].map((title) => ({ title, className: "n" })),
    { title: t("blended", { weights }), className: "n hp" },
  ];
}
