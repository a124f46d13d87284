import { FileChange } from "@/components/pricing/file-change";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { suspiciousFactor } from "@/lib/pricing/lists/difference";
import { requireWorkspace } from "@/lib/session";

export default async function PriceListPage({ params }: PageProps<"/w/[workspace]/settings/prices/list">) {
  const { workspace: slug } = await params;
  const { workspace } = await requireWorkspace(slug, "book:write", `/w/${slug}/settings/prices/list`);
  const locale = await currentLocale();
  const t = translatorOf(locale, "prices");
  const today = dayOf(now(), "UTC");
  const dates = [
    { name: "from", label: t("listFrom") },
    { name: "retrieved", label: t("listRetrieved") },
  ];
  return (
    <section>
      <h2 className="sh">{t("listTitle")}</h2>
      <p className="s" style={{ marginBottom: 6, maxWidth: "80ch" }}>
        {t("listLead")}
      </p>
      <p className="note" style={{ marginBottom: 14 }}>
        {t("listFormats")}
      </p>
      <FileChange
        address={`/api/w/${slug}/prices/list`}
        accept=".json,application/json"
        view={{ slug, zone: workspace.timezone, locale }}
        words={{ choose: t("chooseFile"), reading: t("reading"), failed: t("networkFailed"), close: messagesOf(locale).common.close }}
      >
        <div className="two2">
          {dates.map(({ name, label }) => (
            <div className="field" key={name}>
              <label htmlFor={name}>{label}</label>
              <input id={name} name={name} type="date" className="inp" defaultValue={today} required />
            </div>
          ))}
        </div>
        <label style={{ display: "flex", gap: 8 }}>
          <input type="checkbox" name="suspicious" value="1" /> {t("takeSuspicious")}
        </label>
        <p className="hint">{t("suspiciousHint", { factor: String(suspiciousFactor) })}</p>
      </FileChange>
    </section>
  );
}
