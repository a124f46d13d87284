import { SessionsTable } from "@/components/settings/sessions-table";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { moment } from "@/lib/i18n/format";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { openSessions } from "@/lib/people/queries";
import { requireWorkspace } from "@/lib/session";
import { changePasswordAction, changeProfileAction, endOtherSessionsAction, endSessionAction } from "../actions";

export default async function SecuritySettingsPage({ params }: PageProps<"/w/[workspace]/settings/security">) {
  const { workspace: slug } = await params;
  const { person, workspace } = await requireWorkspace(slug, "profile:write", `/w/${slug}/settings/security`);
  const [sessions, locale] = await Promise.all([openSessions(person), currentLocale()]);
  const { settings, common, refusals, fields } = messagesOf(locale);
  const words = { saved: common.saved, refusals, fields };
  const rows = sessions.map(({ id, userAgent, address, lastSeenAt }) => ({
    id,
    device: userAgent ?? "",
    address: address ?? "",
    lastSeen: moment(lastSeenAt.getTime(), workspace.timezone, locale),
    isThis: id === person.sessionId,
    endAction: endSessionAction.bind(null, slug),
  }));
  return (
    <>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{settings.profile}</h2>
          <p className="note">{person.email}</p>
          <ActionForm
            action={changeProfileAction.bind(null, slug)}
            fields={[
              { name: "name", label: settings.yourName, value: person.name, autoComplete: "name" },
              {
                ...{ name: "locale", label: settings.yourLanguage, type: "select", value: person.locale ?? "", isRequired: false },
                options: [{ value: "", label: settings.asBrowser }, ...locales.map((value) => ({ value, label: common.languages[value] }))],
              },
              {
                ...{ name: "theme", label: settings.theme, type: "select", value: person.theme ?? "", isRequired: false },
                options: [
                  { value: "", label: settings.themes.system },
                  { value: "light", label: settings.themes.light },
                  { value: "dark", label: settings.themes.dark },
                ],
              },
            ]}
            submit={settings.save}
            words={words}
          />
        </div>
        <div className="c6">
          <h2 className="sh">{settings.password}</h2>
          <ActionForm
            action={changePasswordAction.bind(null, slug)}
            fields={[
              { name: "currentPassword", label: settings.currentPassword, type: "password", autoComplete: "current-password" },
              { name: "newPassword", label: settings.newPassword, hint: settings.passwordHint, type: "password", autoComplete: "new-password" },
            ]}
            submit={settings.changePassword}
            kind="plain"
            words={words}
          />
        </div>
      </section>
      <section>
        <div className="sh">
          <h2>{settings.sessions}</h2>
          <span className="sp" />
          {rows.length > 1 && (
            <ActionForm action={endOtherSessionsAction.bind(null, slug)} submit={settings.endOthers} kind="plain" words={words} isSilent />
          )}
        </div>
        <SessionsTable rows={rows} words={{ ...settings, refusals, fields }} />
      </section>
    </>
  );
}
