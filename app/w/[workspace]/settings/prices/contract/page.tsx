import { FileChange } from "@/components/pricing/file-change";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { contractColumns } from "@/lib/repricing/contract";
import { requireWorkspace } from "@/lib/session";

export default async function ContractPage({ params }: PageProps<"/w/[workspace]/settings/prices/contract">) {
  const { workspace: slug } = await params;
  const { workspace } = await requireWorkspace(slug, "prices:write", `/w/${slug}/settings/prices/contract`);
  const locale = await currentLocale();
  const t = translatorOf(locale, "prices");
  return (
    <section>
      <h2 className="sh">{t("contractTitle")}</h2>
      <p className="s" style={{ marginBottom: 6 }}>
        {t("contractLead")}
      </p>
      <p className="note" style={{ marginBottom: 14 }}>
        {t("columnsBody", { required: contractColumns.required.join(", "), optional: contractColumns.optional.join(", ") })}{" "}
        <a href="/example-contract.csv" download>
          {t("example")}
        </a>
      </p>
      <FileChange
        address={`/api/w/${slug}/prices/contract`}
        accept=".csv,.tsv,.txt,text/csv"
        view={{ slug, zone: workspace.timezone, locale }}
        words={{ choose: t("chooseFile"), reading: t("reading"), failed: t("networkFailed"), close: messagesOf(locale).common.close }}
      />
    </section>
  );
}
