import { ExplainedCost } from "@/components/spend/explained-cost";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Zone } from "@/lib/period";
import type { ExplanationJson } from "@/lib/spend/explanation-json";

/** What a file that is only looked at is shown with; `zone`: the workspace's. */
export type View = { slug: string; zone: Zone; locale: Locale };

/** A cost of what a file would bring, opened to tokens × price; what has no price says so. */
export function Cost({ id, label, explanation, view }: { id: string; label: string; explanation: ExplanationJson | null; view: View }) {
  const t = translatorOf(view.locale, "imports");
  if (!explanation?.cost) return <span className="unp">{t("unpriced")}</span>;
  return <ExplainedCost id={id} label={label} explanation={{ ...explanation, cost: explanation.cost }} view={view} />;
}
