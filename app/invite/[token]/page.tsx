import type { Metadata } from "next";
import { NewPersonForm } from "@/components/auth/new-person-form";
import { OpenPage } from "@/components/auth/open-page";
import { ProviderButton } from "@/components/auth/provider-button";
import { SignOut } from "@/components/shell/sign-out";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { invitationOf, type OpenInvitation } from "@/lib/invitations/queries";
import type { Person } from "@/lib/people/person";
import { currentPerson } from "@/lib/session";
import { providerName } from "@/lib/single-sign-on/queries";
import { acceptAction, acceptAsNewPersonAction } from "./actions";

/** The address holds the token: it goes to no other site and into no index. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).people.accept.join, referrer: "no-referrer", robots: { index: false, follow: false } };
}

export default async function InvitePage({ params }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const [invitation, person, locale] = await Promise.all([invitationOf(token), currentPerson(), currentLocale()]);
  const { people } = messagesOf(locale);
  const t = translatorOf(locale, "people");
  if (!invitation) {
    return (
      <OpenPage locale={locale}>
        <div className="form">
          <h1>{people.accept.closedTitle}</h1>
          <p className="s">{people.accept.closed}</p>
        </div>
      </OpenPage>
    );
  }
  const { workspace, inviter, role, email } = invitation;
  return (
    <OpenPage locale={locale}>
      <div className="form">
        <div>
          <h1>{t("accept.title", { workspace })}</h1>
          <p className="s">{t("accept.lead", { inviter, role: people.roles[role] })}</p>
          <p className="note">{t("accept.forAddress", { email })}</p>
        </div>
        <Way invitation={invitation} token={token} person={person} locale={locale} />
      </div>
    </OpenPage>
  );
}

/** How this visitor gets in: at once, by signing in, or by making an account. */
function Way({ invitation, token, person, locale }: { invitation: OpenInvitation; token: string; person: Person | null; locale: Locale }) {
  const { people, auth, nav, refusals, fields } = messagesOf(locale);
  const { email, hasAccount } = invitation;
  const here = `/invite/${token}`;
  const provider = providerName();
  if (person && person.email !== email) {
    return (
      <p className="notice">
        {translatorOf(locale, "people")("accept.otherPerson", { email, you: person.email })}{" "}
        <SignOut label={nav.signOut} kind="">
          {nav.signOut}
        </SignOut>
      </p>
    );
  }
  if (person)
    return <ActionForm action={acceptAction} hidden={{ token }} submit={people.accept.join} words={{ saved: "", refusals, fields }} isSilent />;
  if (hasAccount) {
    return (
      <>
        <p className="s">{people.accept.hasAccount}</p>
        <a className="btn pri big" href={`/signin?callbackUrl=${encodeURIComponent(here)}`}>
          {people.accept.signIn}
        </a>
      </>
    );
  }
  return (
    <>
      {provider && (
        <>
          <ProviderButton label={translatorOf(locale, "auth")("signInWith", { name: provider })} target={here} kind="big" />
          <p className="hint">{auth.or}</p>
        </>
      )}
      <NewPersonForm action={acceptAsNewPersonAction} token={token} words={people.accept} refusals={refusals} fields={fields} />
    </>
  );
}
