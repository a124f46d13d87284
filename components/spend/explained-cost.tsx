import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { parseDollars } from "@/lib/money";
import type { Zone } from "@/lib/period";
import type { ExplanationJson } from "@/lib/spend/explanation-json";
import { Explanation } from "./explanation";

type ExplainedCostProps = {
  /** Of the dialog, on its page. */
  id: string;
  /** What costs it, for who hears the button. */
  label: string;
  /** Of something with a price. */
  explanation: ExplanationJson & { cost: string };
  view: { slug: string; zone: Zone; locale: Locale };
};

/** A cost of what is not stored, so that no page could explain it: it opens in place. The browser's own popover, so it works without JavaScript. */
export function ExplainedCost({ id, label, explanation, view }: ExplainedCostProps) {
  const { locale } = view;
  const t = translatorOf(locale, "spend");
  const amount = format.money(parseDollars(explanation.cost), locale);
  return (
    <>
      <button type="button" className="cost" popoverTarget={id} aria-label={`${amount}, ${label}: ${t("explainPage")}`}>
        {amount}
      </button>
      <div id={id} popover="auto" role="dialog" aria-labelledby={`${id}-title`} className="wide">
        <h2 id={`${id}-title`}>{t("explainOf", { amount, what: label })}</h2>
        <Explanation explanation={explanation} view={{ ...view, target: "_blank" }} />
        <div className="dialog-end">
          <button type="button" className="btn quiet" popoverTarget={id} popoverTargetAction="hide">
            {messagesOf(locale).common.close}
          </button>
        </div>
      </div>
    </>
  );
}
