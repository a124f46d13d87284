import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OpenPage } from "@/components/auth/open-page";
import { SetupForm } from "@/components/auth/setup-form";
import { currentLocale } from "@/lib/i18n/current";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { zones } from "@/lib/period";
import { isUnclaimed, needsSetupToken } from "@/lib/setup/mutations";
import { setUpAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).auth.setUp.title };
}

/** The first visit; not found ever after. */
export default async function SetupPage() {
  if (!(await isUnclaimed())) notFound();
  const locale = await currentLocale();
  const { auth, common, refusals, fields } = messagesOf(locale);
  return (
    <OpenPage locale={locale}>
      <SetupForm
        action={setUpAction}
        zones={zones()}
        locales={locales.map((value) => ({ value, label: common.languages[value] }))}
        locale={locale}
        hasToken={needsSetupToken()}
        words={auth.setUp}
        refusals={refusals}
        fields={fields}
      />
    </OpenPage>
  );
}
