import type { Metadata } from "next";
import { connection } from "next/server";
import { OpenPage } from "@/components/auth/open-page";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { isMailSet } from "@/lib/mail";
import { askResetAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).auth.reset.title };
}

/** A link by mail, or how to do without. */
export default async function ForgottenPage() {
  await connection();
  const locale = await currentLocale();
  const { auth, refusals, fields } = messagesOf(locale);
  return (
    <OpenPage locale={locale}>
      <div className="form">
        <h1>{auth.reset.title}</h1>
        {isMailSet() ? (
          <>
            <p className="s">{auth.reset.lead}</p>
            <ActionForm
              action={askResetAction}
              fields={[{ name: "email", label: auth.email, type: "email", autoComplete: "username" }]}
              submit={auth.reset.send}
              words={{ saved: auth.reset.sent, refusals, fields }}
            />
          </>
        ) : (
          <>
            <p className="s">{auth.reset.withoutMail}</p>
            <pre className="code">npm run admin</pre>
          </>
        )}
        <p className="hint">
          <a href="/signin">{auth.reset.backToSignIn}</a>
        </p>
      </div>
    </OpenPage>
  );
}
