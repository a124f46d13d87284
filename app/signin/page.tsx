import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { OpenPage } from "@/components/auth/open-page";
import { SignInForm } from "@/components/auth/sign-in-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { safeTarget } from "@/lib/safe-target";
import { currentPerson } from "@/lib/session";
import { isUnclaimed } from "@/lib/setup/mutations";
import { providerName } from "@/lib/single-sign-on/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "auth")("signIn") };
}

export default async function SignInPage({ searchParams }: PageProps<"/signin">) {
  const { callbackUrl, error, done } = await searchParams;
  const target = safeTarget([callbackUrl].flat()[0]);
  const code = [error].flat()[0];
  // Who is in already may still have to come in another way.
  if (code !== "sso_required" && (await currentPerson())) redirect(target);
  if (await isUnclaimed()) redirect("/setup");
  const locale = await currentLocale();
  const { auth, refusals } = messagesOf(locale);
  const t = translatorOf(locale, "auth");
  const name = providerName();
  const problems: Record<string, string> = {
    too_many_requests: auth.tooMany,
    unavailable: refusals.unavailable,
    wrong_code: refusals.wrong_code,
    sso_required: t("ssoRequired", { name: name ?? "" }),
    sso_unproven: refusals.sso_unproven,
    sso_uninvited: refusals.sso_uninvited,
    account_disabled: refusals.account_disabled,
  };
  const { signIn, email, password, code: codeLabel, codeHint, continue: go, back, wrong, forgotten, or } = auth;
  const words = { signIn, email, password, code: codeLabel, codeHint, continue: go, back, wrong, forgotten, or };
  return (
    <OpenPage locale={locale}>
      {done === "reset" && (
        <p className="notice ok" role="status">
          {auth.reset.done}
        </p>
      )}
      <SignInForm
        target={target}
        provider={name && t("signInWith", { name })}
        problem={code ? (problems[code] ?? auth.ssoFailed) : null}
        words={{ ...words, problems }}
      />
    </OpenPage>
  );
}
