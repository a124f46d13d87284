import type { Metadata } from "next";
import { OpenPage } from "@/components/auth/open-page";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { resetOf } from "@/lib/password-reset/queries";
import { resetPasswordAction } from "../../actions";

/** The address holds the token: it goes to no other site and into no index. */
export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).auth.reset.chooseTitle, referrer: "no-referrer", robots: { index: false, follow: false } };
}

export default async function ResetPage({ params }: PageProps<"/signin/reset/[token]">) {
  const { token } = await params;
  const [reset, locale] = await Promise.all([resetOf(token), currentLocale()]);
  const { auth, refusals, fields } = messagesOf(locale);
  return (
    <OpenPage locale={locale}>
      <div className="form">
        <h1>{reset ? auth.reset.chooseTitle : auth.reset.closedTitle}</h1>
        {reset ? (
          <>
            <p className="s">{translatorOf(locale, "auth")("reset.forAddress", { email: reset.email })}</p>
            <ActionForm
              action={resetPasswordAction}
              hidden={{ token }}
              fields={[
                { name: "password", label: auth.reset.password, hint: auth.reset.passwordHint, type: "password", autoComplete: "new-password" },
              ]}
              submit={auth.reset.choose}
              words={{ saved: "", refusals, fields }}
            />
          </>
        ) : (
          <>
            <p className="s">{auth.reset.closed}</p>
            <p>
              <a href="/signin/forgotten">{auth.reset.again}</a>
            </p>
          </>
        )}
      </div>
    </OpenPage>
  );
}
