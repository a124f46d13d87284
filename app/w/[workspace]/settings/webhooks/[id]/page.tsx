import { notFound } from "next/navigation";
import { z } from "zod";
import { DeliveriesTable } from "@/components/settings/deliveries-table";
import { WebhookStateChip } from "@/components/settings/webhook-state";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { currentLocale } from "@/lib/i18n/current";
import { moment } from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";
import { eventOfAction } from "@/lib/webhooks/event";
import { deliveriesOf, webhookById } from "@/lib/webhooks/queries";
import { deleteWebhookAction, pauseWebhookAction, redeliverAction, resumeWebhookAction, testWebhookAction } from "../actions";
import { stateOf } from "../state";

export default async function WebhookPage({ params }: PageProps<"/w/[workspace]/settings/webhooks/[id]">) {
  const { workspace: slug, id } = await params;
  const { access, workspace } = await requireWorkspace(slug, "webhooks:write", `/w/${slug}/settings/webhooks`);
  const webhook = z.uuid().safeParse(id).success ? await webhookById(access, id) : null;
  if (!webhook) notFound();
  const [deliveries, locale] = await Promise.all([deliveriesOf(access, id), currentLocale()]);
  const { webhooks: words, common, refusals, fields } = messagesOf(locale);
  const t = translatorOf(locale, "webhooks");
  const form = { saved: common.saved, refusals, fields };
  const at = (instant: number) => moment(instant, workspace.timezone, locale);
  const state = stateOf(webhook, workspace.timezone, locale);
  const rows = deliveries.map(({ id: delivery, event, body, status, attempts, createdAt, nextAttemptAt, httpStatus, error }) => {
    const known = eventOfAction(event);
    const answered = httpStatus && t("answered", { status: String(httpStatus) });
    const next = status === "waiting" && attempts > 0 && state.kind === "on" ? t("next", { when: at(nextAttemptAt) }) : null;
    return {
      ...{ id: delivery, body, status, when: at(createdAt), event: known ? words.eventWords[known] : words.testEvent },
      state: words.states[status],
      notes: [error && words.errors[error], answered, t("attempts", { count: attempts }), next].filter(Boolean).join(", "),
      againAction: status === "waiting" ? null : redeliverAction.bind(null, slug),
    };
  });
  const actionOf = (action: typeof testWebhookAction) => action.bind(null, slug);
  return (
    <>
      <section>
        <div className="sh">
          <h2 className="id wrap">{webhook.url}</h2>
          <WebhookStateChip state={state} words={words} />
        </div>
        <p className="s" style={{ marginBottom: 14 }}>
          {webhook.events.map((event) => words.eventWords[event]).join(", ")}
        </p>
        {state.kind !== "on" && (
          <p className="note" style={{ marginBottom: 14 }}>
            {state.kind === "off" ? words.offBody : words.pausedBody}
          </p>
        )}
        <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
          <ActionForm action={actionOf(testWebhookAction)} hidden={{ id }} submit={words.test} words={form} isSilent />
          {webhook.pausedAt === null ? (
            <ActionForm action={actionOf(pauseWebhookAction)} hidden={{ id }} submit={words.pause} kind="plain" words={form} isSilent />
          ) : (
            <ActionForm action={actionOf(resumeWebhookAction)} hidden={{ id }} submit={words.resume} kind="plain" words={form} isSilent />
          )}
          <PopoverForm
            id="delete"
            open={words.delete}
            title={t("deleteTitle", { host: new URL(webhook.url).host })}
            cancel={common.cancel}
            kind="quiet"
          >
            <p className="s">{words.deleteBody}</p>
            <ActionForm action={actionOf(deleteWebhookAction)} hidden={{ id }} submit={words.delete} words={form} isSilent />
          </PopoverForm>
        </div>
      </section>
      <section>
        <h2 className="sh">{words.log}</h2>
        <p className="note" style={{ marginBottom: 14 }}>
          {words.logLead}
        </p>
        {rows.length ? <DeliveriesTable rows={rows} words={{ ...words, form }} /> : <p className="m">{words.noLog}</p>}
      </section>
    </>
  );
}
