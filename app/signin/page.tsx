import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Gate } from "@/components/auth/gate";
import { gateWords } from "@/components/auth/gate-words";
import { LanguageLink } from "@/components/auth/language-link";
import { SignInForm } from "@/components/auth/sign-in-form";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { safeTarget } from "@/lib/safe-target";
import { currentPerson } from "@/lib/session";
import { isUnclaimed } from "@/lib/setup/mutations";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "auth")("signIn") };
}

export default async function SignInPage({ searchParams }: PageProps<"/signin">) {
  const { callbackUrl } = await searchParams;
  const target = safeTarget([callbackUrl].flat()[0]);
  if (await currentPerson()) redirect(target);
  if (await isUnclaimed()) redirect("/setup");
  const locale = await currentLocale();
  const t = translatorOf(locale, "auth");
  const words = {
    signIn: t("signIn"),
    email: t("email"),
    password: t("password"),
    wrong: t("wrong"),
    problems: { too_many_requests: t("tooMany"), unavailable: translatorOf(locale, "refusals")("unavailable") },
    forgotten: t("forgotten"),
  };
  return (
    <Gate
      {...gateWords(locale)}
      language={<LanguageLink locale={locale === "fr" ? "en" : "fr"} label={translatorOf(locale, "common")("otherLanguage")} />}
    >
      <SignInForm target={target} words={words} />
    </Gate>
  );
}
