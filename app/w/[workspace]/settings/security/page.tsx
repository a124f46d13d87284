import { ProviderButton } from "@/components/auth/provider-button";
import { SessionsTable } from "@/components/settings/sessions-table";
import { TwoFactor, type TwoFactorView } from "@/components/settings/two-factor";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { currentLocale } from "@/lib/i18n/current";
import { day, moment } from "@/lib/i18n/format";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { isLastOwner } from "@/lib/members/queries";
import { deviceOf } from "@/lib/people/device";
import { hasPassword, openSessions } from "@/lib/people/queries";
import { dayOf } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { isConnected, providerName } from "@/lib/single-sign-on/queries";
import { qrPath } from "@/lib/two-factor/qr";
import { type TwoFactor as TwoFactorState, twoFactorOf } from "@/lib/two-factor/queries";
import { otpauthUri } from "@/lib/two-factor/totp";
import { changePasswordAction, changeProfileAction, endOtherSessionsAction, endSessionAction } from "../actions";
import { disableTwoFactorAction, enableTwoFactorAction, leaveWorkspaceAction, offerTwoFactorAction, renewRecoveryCodesAction } from "./actions";

export default async function SecuritySettingsPage({ params }: PageProps<"/w/[workspace]/settings/security">) {
  const { workspace: slug } = await params;
  const { access, person, workspace, role } = await requireWorkspace(slug, "profile:write", `/w/${slug}/settings/security`);
  const [sessions, isWithPassword, isWithProvider, twoFactor, hasToStay, locale] = await Promise.all([
    openSessions(person),
    hasPassword(person),
    isConnected(person),
    twoFactorOf(person),
    isLastOwner(access, person.id),
    currentLocale(),
  ]);
  const { settings, people, common, refusals, fields } = messagesOf(locale);
  const t = translatorOf(locale, "settings");
  const provider = providerName();
  const words = { saved: common.saved, refusals, fields, copy: common.copying };
  const rows = sessions.map(({ id, userAgent, address, lastSeenAt }) => ({
    id,
    device: deviceOf(userAgent ?? ""),
    address: address ?? "",
    lastSeen: moment(lastSeenAt.getTime(), workspace.timezone, locale),
    isThis: id === person.sessionId,
    endAction: endSessionAction.bind(null, slug),
  }));
  const says = (since: Date, count: number) => t("twoFactorOn", { day: day(dayOf(since.getTime(), workspace.timezone), locale), count });
  return (
    <>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{settings.profile}</h2>
          <p className="note" style={{ marginBottom: 14 }}>
            {person.email}
          </p>
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
              {
                ...{
                  name: "shortcuts",
                  label: settings.shortcuts,
                  type: "select",
                  hint: settings.shortcutsHint,
                  value: person.shortcuts ? "on" : "off",
                },
                options: [
                  { value: "on", label: settings.shortcutChoices.on },
                  { value: "off", label: settings.shortcutChoices.off },
                ],
              },
            ]}
            submit={settings.save}
            words={words}
          />
        </div>
        <div className="c6">
          <h2 className="sh">{settings.password}</h2>
          {!isWithPassword && <p className="s">{t("noPassword", { name: provider ?? "" })}</p>}
          {isWithPassword && (
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
          )}
        </div>
      </section>
      <section className="cols">
        {isWithPassword && (
          <div className="c6">
            <TwoFactor view={twoFactorView(slug, person.email, twoFactor, says)} words={{ ...settings, cancel: common.cancel, form: words }} />
          </div>
        )}
        <div className="c6">
          {provider && (
            <>
              <h2 className="sh">{settings.provider}</h2>
              <p className="note" style={{ marginBottom: 14 }}>
                {isWithProvider ? t("connected", { name: provider }) : t("notConnected", { name: provider })}
              </p>
              {!isWithProvider && <ProviderButton label={t("connect", { name: provider })} target={`/w/${slug}/settings/security`} />}
            </>
          )}
          <h2 className="sh" style={provider ? { marginTop: 30 } : undefined}>
            {settings.membership}
          </h2>
          <p className="note" style={{ marginBottom: 14 }}>
            {t("membershipBody", { workspace: workspace.name, role: people.roles[role] })}
          </p>
          {hasToStay ? (
            <p className="s">{settings.hasToStay}</p>
          ) : (
            <PopoverForm id="leave" open={settings.leave} title={t("leaveTitle", { workspace: workspace.name })} cancel={common.cancel}>
              <p className="s">{settings.leaveBody}</p>
              <ActionForm action={leaveWorkspaceAction.bind(null, slug)} submit={settings.leave} words={words} isSilent />
            </PopoverForm>
          )}
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

function twoFactorView(slug: string, email: string, of: TwoFactorState, says: (since: Date, codesLeft: number) => string): TwoFactorView {
  const offer = offerTwoFactorAction.bind(null, slug);
  if (of.state === "off") return { state: "off", offer };
  if (of.state === "offered") {
    const secret = of.secret.replace(/(.{4})(?=.)/g, "$1 ");
    return { state: "offered", qr: qrPath(otpauthUri(of.secret, email)), secret, enable: enableTwoFactorAction.bind(null, slug), offer };
  }
  const [renew, disable] = [renewRecoveryCodesAction.bind(null, slug), disableTwoFactorAction.bind(null, slug)];
  return { state: "on", says: says(of.since, of.codesLeft), renew, disable };
}
