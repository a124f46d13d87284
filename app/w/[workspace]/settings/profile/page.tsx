import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { openSessions } from "@/lib/people/queries";
import { requireWorkspace } from "@/lib/session";
import { changePasswordAction, changeProfileAction, endOtherSessionsAction, endSessionAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).settings.profile };
}

export default async function ProfilePage({ params }: PageProps<"/w/[workspace]/settings/profile">) {
  const { workspace: slug } = await params;
  const { person, workspace } = await requireWorkspace(slug, "profile:write");
  const locale = await currentLocale();
  const { settings, common, refusals, fields } = messagesOf(locale);
  const sessions = await openSessions(person);
  const words = { saved: common.saved, refusals, fields };
  const languages = [{ value: "", label: settings.asBrowser }, ...locales.map((value) => ({ value, label: common.languages[value] }))];
  const themes = [
    { value: "", label: settings.themes.system },
    { value: "light", label: settings.themes.light },
    { value: "dark", label: settings.themes.dark },
  ];
  return (
    <>
      <section>
        <h2 style={{ marginBottom: 14 }}>{settings.profile}</h2>
        <ActionForm
          action={changeProfileAction.bind(null, slug)}
          submit={settings.save}
          words={words}
          fields={[
            { name: "name", label: settings.yourName, value: person.name, autoComplete: "name" },
            { name: "locale", label: settings.yourLanguage, value: person.locale ?? "", type: "select", options: languages },
            { name: "theme", label: settings.theme, value: person.theme ?? "", type: "select", options: themes },
          ]}
        />
      </section>
      <section>
        <h2 style={{ marginBottom: 14 }}>{settings.password}</h2>
        <ActionForm
          action={changePasswordAction.bind(null, slug)}
          submit={settings.changePassword}
          kind="plain"
          words={words}
          fields={[
            { name: "currentPassword", label: settings.currentPassword, type: "password", autoComplete: "current-password" },
            { name: "newPassword", label: settings.newPassword, hint: settings.passwordHint, type: "password", autoComplete: "new-password" },
          ]}
        />
      </section>
      <section>
        <div className="sh">
          <h2>{settings.sessions}</h2>
          <span className="sp" />
          {sessions.length > 1 && (
            <ActionForm action={endOtherSessionsAction.bind(null, slug)} submit={settings.endOthers} kind="plain" words={words} isSilent />
          )}
        </div>
        <div className="tw">
          <table aria-label={settings.sessions}>
            <thead>
              <tr>
                <th scope="col">{settings.device}</th>
                <th scope="col">{settings.lastSeen}</th>
                <th scope="col">
                  <span className="sr">{settings.end}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sessions.map(({ id, userAgent, address, lastSeenAt }) => (
                <tr key={id}>
                  <td>
                    {userAgent?.slice(0, 80) ?? "—"} <span className="sub">{address}</span>
                  </td>
                  <td className="s">{format.moment(lastSeenAt.getTime(), workspace.timezone, locale)}</td>
                  <td className="n">
                    {id === person.sessionId ? (
                      <span className="chip ok">{settings.thisOne}</span>
                    ) : (
                      <ActionForm
                        action={endSessionAction.bind(null, slug)}
                        hidden={{ id }}
                        submit={settings.end}
                        kind="plain"
                        words={words}
                        isSilent
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}
