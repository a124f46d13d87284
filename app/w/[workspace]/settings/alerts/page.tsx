import { AlertLog, type AlertLogRow, AlertRecipientsTable } from "@/components/settings/alerts-tables";
import { ActionForm } from "@/components/ui/action-form";
import { alertEvents } from "@/lib/alerts/alert";
import { messageOf } from "@/lib/alerts/message";
import { alertLog, alertRecipients, alertWebhooks, type LoggedAlert } from "@/lib/alerts/queries";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { isMailSet } from "@/lib/mail";
import { requireWorkspace } from "@/lib/session";
import { addAlertRecipientAction, removeAlertRecipientAction, testAlertRecipientAction } from "./actions";

/** Who is told of thresholds, days out of the ordinary and models without a price, and what became of it. */
export default async function AlertsPage({ params }: PageProps<"/w/[workspace]/settings/alerts">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "alerts:write", `/w/${slug}/settings/alerts`);
  const [recipients, webhooks, logged, locale] = await Promise.all([
    alertRecipients(access),
    alertWebhooks(access),
    alertLog(access),
    currentLocale(),
  ]);
  const t = translatorOf(locale, "alerts");
  const { alerts: words, webhooks: webhookWords, common, refusals, fields: wrongs } = messagesOf(locale);
  const errors: Record<string, string> = { ...webhookWords.errors, ...words.errors };
  const rowOf = ({ id, at, data, told }: LoggedAlert): AlertLogRow => {
    const { subject, path } = messageOf(data, { slug, locale });
    const row = { id, when: format.moment(at, workspace.timezone, locale), what: subject, href: path };
    if (!told) return { ...row, whom: t("nobody"), status: null, state: t("listed"), notes: "" };
    const next = told.status === "waiting" && told.attempts > 0 && t("next", { when: format.moment(told.nextAttemptAt, workspace.timezone, locale) });
    return {
      ...row,
      // The path of a webhook's address may hold a secret.
      whom: told.channel === "webhook" ? new URL(told.to).host : told.to,
      status: told.status,
      state: t(`states.${told.status}`),
      notes: [told.error && errors[told.error], t("attempts", { count: told.attempts }), next].filter(Boolean).join(", "),
    };
  };
  return (
    <>
      <section>
        <p className="s" style={{ marginBottom: 14, maxWidth: "80ch" }}>
          {t("lead")}
        </p>
        {!isMailSet() && <p className="notice attn">{t("noMail")}</p>}
      </section>
      <section>
        <h2 className="sh">{t("recipients")}</h2>
        {recipients.length ? (
          <AlertRecipientsTable
            rows={recipients.map(({ id, email, locale: language, events }) => ({
              ...{ id, email, language: t(`languages.${language}`) },
              events: events.map((event) => webhookWords.eventWords[event]).join(", "),
              test: testAlertRecipientAction.bind(null, slug),
              remove: removeAlertRecipientAction.bind(null, slug),
            }))}
            locale={locale}
          />
        ) : (
          <p className="m">{t("none")}</p>
        )}
      </section>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{t("add")}</h2>
          <ActionForm
            action={addAlertRecipientAction.bind(null, slug)}
            fields={[
              { name: "email", label: t("email"), hint: t("emailHint"), type: "email", autoComplete: "off" },
              {
                ...{ name: "locale", label: t("language"), type: "select", value: locale },
                options: locales.map((value) => ({ value, label: t(`languages.${value}`) })),
              },
              {
                ...{ name: "events", label: t("events"), type: "checks" },
                options: alertEvents.map((value) => ({ value, label: webhookWords.eventWords[value], checked: true })),
              },
            ]}
            submit={t("add")}
            words={{ saved: common.saved, refusals, fields: wrongs }}
          />
        </div>
        <div className="c6">
          <h2 className="sh">{t("webhooks")}</h2>
          <p className="note" style={{ marginBottom: 14 }}>
            {t("webhooksLead")}
          </p>
          {webhooks.length ? (
            <ul style={{ display: "grid", gap: 6 }}>
              {webhooks.map(({ id, url, isPaused }) => (
                <li key={id} className="wrap">
                  {may("webhooks:write") ? <a href={`/w/${slug}/settings/webhooks/${id}`}>{new URL(url).host}</a> : new URL(url).host}
                  {isPaused && <span className="m"> {t("paused")}</span>}
                </li>
              ))}
            </ul>
          ) : (
            <p className="m">{t("noWebhooks")}</p>
          )}
          <p style={{ marginTop: 10 }}>
            {may("webhooks:write") ? <a href={`/w/${slug}/settings/webhooks`}>{t("toWebhooks")}</a> : <span className="m">{t("webhooksOther")}</span>}
          </p>
        </div>
      </section>
      <section>
        <h2 className="sh">{t("log")}</h2>
        {logged.length ? <AlertLog rows={logged.map(rowOf)} locale={locale} /> : <p className="m">{t("noLog")}</p>}
      </section>
    </>
  );
}
