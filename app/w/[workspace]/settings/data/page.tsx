import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";
import { deleteWorkspaceAction } from "./actions";

/** Everything out, and everything gone. */
export default async function DataSettingsPage({ params }: PageProps<"/w/[workspace]/settings/data">) {
  const { workspace: slug } = await params;
  const { workspace, may } = await requireWorkspace(slug, "workspace:export", `/w/${slug}/settings/data`);
  const locale = await currentLocale();
  const { takeout, common, refusals, fields } = messagesOf(locale);
  const t = translatorOf(locale, "takeout");
  return (
    <section className="cols">
      <div className="c6">
        <h2 className="sh">{takeout.export}</h2>
        <p className="note">{takeout.exportBody}</p>
        <p style={{ marginTop: 14 }}>
          <a className="btn" href={`/api/w/${slug}/export`} download>
            {takeout.exportAll}
          </a>
        </p>
      </div>
      {may("workspace:delete") && (
        <div className="c6">
          <h2 className="sh">{takeout.delete}</h2>
          <p className="note">{takeout.deleteBody}</p>
          <div style={{ marginTop: 14 }}>
            <PopoverForm id="delete-workspace" open={takeout.deleteIt} title={t("deleteTitle", { name: workspace.name })} cancel={common.cancel}>
              <p className="s">
                {takeout.deleteWarning} <a href={`/api/w/${slug}/export`}>{takeout.exportFirst}</a>
              </p>
              <ActionForm
                action={deleteWorkspaceAction.bind(null, slug)}
                fields={[{ name: "confirmation", label: t("confirm", { slug }), autoComplete: "off" }]}
                submit={takeout.deleteForGood}
                words={{ saved: "", refusals, fields }}
                isSilent
              />
            </PopoverForm>
          </div>
        </div>
      )}
    </section>
  );
}
