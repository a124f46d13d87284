import type { ReactNode } from "react";
import { ModelsTable } from "./models-table";
import { QuestionForm } from "./question-form";
import { SideBySide } from "./side-by-side";
import type { View } from "./view";

type Mix = { hasUsage: boolean; isPartlyUnknown: boolean };

/** The estimator: the question beside its answer for a few models, then every model. `paste` counts a text; `mix` null: there is no usage to take. */
export function Estimator({ view, mix, paste }: { view: View; mix: Mix | null; paste: ReactNode }) {
  const { t } = view;
  return (
    <>
      <div className="cols" style={{ borderTop: "2px solid var(--ink)", padding: "22px 0 26px" }}>
        <div className="c6">
          <QuestionForm view={view} mix={mix} />
          <details style={{ marginTop: 18 }}>
            <summary>{t("pasteTitle")}</summary>
            <p className="hint" style={{ margin: "8px 0 12px" }}>
              {t("pasteBody")}
            </p>
            {paste}
          </details>
        </div>
        <div className="c6 side-by-side">
          <SideBySide view={view} />
          <p className="hint no-print" style={{ marginTop: 10 }}>
            {t("chooseHint")}
          </p>
        </div>
      </div>
      <ModelsTable view={view} />
    </>
  );
}
