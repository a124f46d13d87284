import { RulesTable } from "@/components/settings/rules-table";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";
import { providerName, signInRules } from "@/lib/single-sign-on/queries";
import { givenRoles } from "@/lib/single-sign-on/schema";
import { addDomainAction, addGroupAction, allowPasswordsAction, removeDomainAction, removeGroupAction } from "./actions";

export default async function SignInSettingsPage({ params }: PageProps<"/w/[workspace]/settings/sign-in">) {
  const { workspace: slug } = await params;
  const { access } = await requireWorkspace(slug, "sign-in:write", `/w/${slug}/settings/sign-in`);
  const [{ passwordSignIn, domains, groups }, locale] = await Promise.all([signInRules(access), currentLocale()]);
  const { settings, people, common, refusals, fields } = messagesOf(locale);
  const name = providerName();
  const words = { saved: common.saved, refusals, fields };
  const wording = settings.signIn;
  if (!name) return <p className="m">{wording.none}</p>;

  const t = translatorOf(locale, "settings");
  const role: FormField = {
    ...{ name: "role", label: wording.role, type: "select", value: "viewer" },
    options: givenRoles.map((value) => ({ value, label: people.roleHints[value] })),
  };
  const passwords = (isAllowed: "yes" | "no", submit: string) => (
    <ActionForm action={allowPasswordsAction.bind(null, slug)} hidden={{ isAllowed }} submit={submit} kind="plain" words={words} isSilent />
  );
  return (
    <>
      <section>
        <p className="s">{t("signIn.lead", { name })}</p>
      </section>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{wording.domains}</h2>
          <p className="note">{wording.domainsLead}</p>
          <RulesTable
            rows={domains.map(({ domain, role: given }) => ({ name: domain, hidden: { domain }, role: people.roles[given] }))}
            removeAction={removeDomainAction.bind(null, slug)}
            words={{ title: wording.domains, name: wording.domain, role: wording.role, remove: wording.remove, none: wording.noDomains, form: words }}
          />
          <ActionForm
            action={addDomainAction.bind(null, slug)}
            fields={[{ name: "domain", label: wording.domain, autoComplete: "off" }, role]}
            submit={wording.addDomain}
            kind="plain"
            words={words}
          />
        </div>
        <div className="c6">
          <h2 className="sh">{wording.groups}</h2>
          <p className="note">{wording.groupsLead}</p>
          <RulesTable
            rows={groups.map(({ name: group, role: given }) => ({ name: group, hidden: { name: group }, role: people.roles[given] }))}
            removeAction={removeGroupAction.bind(null, slug)}
            words={{ title: wording.groups, name: wording.group, role: wording.role, remove: wording.remove, none: wording.noGroups, form: words }}
          />
          <ActionForm
            action={addGroupAction.bind(null, slug)}
            fields={[{ name: "name", label: wording.group, autoComplete: "off" }, role]}
            submit={wording.addGroup}
            kind="plain"
            words={words}
          />
        </div>
      </section>
      <section>
        <h2 className="sh">{wording.passwords}</h2>
        <p className="s" style={{ marginBottom: 14 }}>
          {passwordSignIn ? t("signIn.passwordsOn", { name }) : t("signIn.passwordsOff", { name })}
        </p>
        {passwordSignIn ? (
          <PopoverForm id="passwords-off" open={wording.turnOff} title={wording.turnOffTitle} cancel={common.cancel}>
            <p className="s">{t("signIn.turnOffBody", { name })}</p>
            {passwords("no", wording.turnOff)}
          </PopoverForm>
        ) : (
          passwords("yes", wording.turnOn)
        )}
      </section>
    </>
  );
}
