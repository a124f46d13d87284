import type { Metadata } from "next";
import { OpenPage } from "@/components/auth/open-page";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { subscriptionOf } from "@/lib/report-deliveries/queries";
import { unsubscribeAction } from "./actions";

/** The address holds the token: it goes to no other site and into no index. */
export async function generateMetadata(): Promise<Metadata> {
  const t = translatorOf(await currentLocale(), "deliveries");
  return { title: t("unsubscribe.title"), referrer: "no-referrer", robots: { index: false, follow: false } };
}

/** Where the link of a letter leads, with or without an account: programs that look at links on their way change nothing. */
export default async function UnsubscribePage({ params }: PageProps<"/unsubscribe/[token]">) {
  const { token } = await params;
  const [subscription, locale] = await Promise.all([subscriptionOf(token), currentLocale()]);
  const t = translatorOf(locale, "deliveries");
  const { refusals, fields } = messagesOf(locale);
  const state = !subscription ? "unknown" : subscription.hasUnsubscribed ? "done" : "open";
  return (
    <OpenPage locale={locale}>
      <div className="form">
        <h1>{t(state === "open" ? "unsubscribe.title" : `unsubscribe.${state}Title`)}</h1>
        <p className="s">
          {subscription
            ? t(state === "open" ? "unsubscribe.lead" : "unsubscribe.done", { workspace: subscription.workspace, email: subscription.email })
            : t("unsubscribe.unknown")}
        </p>
        {state === "open" && (
          <ActionForm action={unsubscribeAction} hidden={{ token }} submit={t("unsubscribe.do")} words={{ saved: "", refusals, fields }} isSilent />
        )}
      </div>
    </OpenPage>
  );
}
