import { ArrowDownToLine } from "lucide-react";
import type { ReactNode } from "react";
import type { Translator } from "@/lib/i18n/translator";

type EmptyProps = {
  label: string;
  slug: string;
  words: Translator<"spend">;
  sample: ReactNode;
  mayImport: boolean;
  mayCreateKeys: boolean;
  prices: { models: string; periods: string };
};

const outline = [83, 94, 88, 99, 92, 25, 23, 97, 104, 90, 95, 94, 27, 25, 101, 126, 130, 135, 133, 40, 36, 131, 128, 137, 133, 130, 41, 38, 135, 139];

/** Before the first usage: what the page will say, three ways in, the month to come in outline. */
export function EmptySpend({ label, slug, words, sample, mayImport, mayCreateKeys, prices }: EmptyProps) {
  return (
    <>
      <div style={{ borderTop: "2px solid var(--ink)", paddingTop: 18 }}>
        <p className="lab">{label}</p>
        <p className="total" data-testid="total">
          <span className="dash" style={{ fontWeight: 200, fontSize: 44 }}>
            —
          </span>
        </p>
        <p className="lead">{words("emptyLead")}</p>
      </div>
      <div className="three">
        <div>
          <h2>{words("bringIn")}</h2>
          <p className="s">{words("bringInBody")}</p>
          {mayImport && (
            <a className="btn pri" href={`/w/${slug}/imports/new`}>
              <ArrowDownToLine className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> {words("importFile")}
            </a>
          )}
        </div>
        <div>
          <h2>{words("send")}</h2>
          <p className="s">{words("sendBody")}</p>
          {mayCreateKeys && (
            <a className="btn" href={`/w/${slug}/settings/api-keys`}>
              {words("createKey")}
            </a>
          )}
        </div>
        <div>
          <h2>{words("lookAround")}</h2>
          <p className="s">{words("lookAroundBody")}</p>
          {sample}
        </div>
      </div>
      <div className="ghost" aria-hidden="true">
        {outline.map((height, index) => (
          <i key={index} style={{ height }} />
        ))}
      </div>
      <p className="note" style={{ marginTop: 10 }}>
        {words("pricesHere", prices)} <a href={`/w/${slug}/models`}>{words("seeModels")}</a>
      </p>
    </>
  );
}
