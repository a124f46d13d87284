import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { zones } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { isEstimatorOpen } from "@/lib/workspaces/queries";
import { changeTimezoneAction, changeWorkspaceAction, openEstimatorAction } from "../actions";

export default async function WorkspaceSettingsPage({ params }: PageProps<"/w/[workspace]/settings/workspace">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "settings:write", `/w/${slug}/settings/workspace`);
  const { settings, common, estimate, refusals, fields } = messagesOf(await currentLocale());
  const words = { saved: common.saved, refusals, fields };
  const isOpen = await isEstimatorOpen(access);
  const zoneNames = zones();
  const offered = zoneNames.includes(workspace.timezone) ? zoneNames : [workspace.timezone, ...zoneNames];
  return (
    <section className="cols">
      <div className="c6">
        <h2 className="sh">{settings.workspace}</h2>
        <ActionForm
          action={changeWorkspaceAction.bind(null, slug)}
          fields={[
            { name: "name", label: settings.name, value: workspace.name, autoComplete: "organization" },
            {
              ...{ name: "locale", label: settings.locale, type: "select", value: workspace.locale },
              options: locales.map((value) => ({ value, label: common.languages[value] })),
            },
          ]}
          submit={settings.save}
          words={words}
        />
      </div>
      <div className="c6">
        <h2 className="sh">{settings.timezone}</h2>
        <ActionForm
          action={changeTimezoneAction.bind(null, slug)}
          fields={[
            {
              ...{ name: "timezone", label: settings.timezone, hint: settings.timezoneHint, type: "select", value: workspace.timezone },
              options: offered.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
            },
          ]}
          submit={settings.changeZone}
          kind="plain"
          words={words}
        />
      </div>
      {may("estimator:open") && (
        <div className="c6">
          <h2 className="sh">{estimate.setting}</h2>
          <p className="hint" style={{ marginBottom: 12 }}>
            {estimate.settingBody}
          </p>
          <ActionForm
            action={openEstimatorAction.bind(null, slug)}
            fields={[
              {
                ...{ name: "estimator", label: estimate.setting, type: "select", value: isOpen ? "open" : "closed" },
                options: [
                  { value: "closed", label: estimate.settingClosed },
                  { value: "open", label: estimate.settingOpen },
                ],
              },
            ]}
            submit={settings.save}
            kind="plain"
            words={words}
          />
          {isOpen && (
            <p className="s" style={{ marginTop: 12 }}>
              {estimate.settingAddress}: <a href={`/estimate/${slug}`}>{`/estimate/${slug}`}</a>
            </p>
          )}
        </div>
      )}
    </section>
  );
}
