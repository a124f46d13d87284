import { WebhooksTable } from "@/components/settings/webhooks-table";
import { ActionForm } from "@/components/ui/action-form";
import { CopyButton } from "@/components/ui/copy-button";
import { currentLocale } from "@/lib/i18n/current";
import { moment } from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { requireWorkspace } from "@/lib/session";
import { webhookEvents } from "@/lib/webhooks/event";
import { webhooks } from "@/lib/webhooks/queries";
import { createWebhookAction } from "./actions";
import { stateOf } from "./state";

const example = `import { Webhook } from "standardwebhooks";

// body: as it arrived, not parsed; headers: webhook-id, webhook-timestamp, webhook-signature
const event = new Webhook(process.env.OBOLE_WEBHOOK_SECRET).verify(body, headers);`;

export default async function WebhooksPage({ params }: PageProps<"/w/[workspace]/settings/webhooks">) {
  const { workspace: slug } = await params;
  const path = `/w/${slug}/settings/webhooks`;
  const { access, workspace } = await requireWorkspace(slug, "webhooks:write", path);
  const [there, locale] = await Promise.all([webhooks(access), currentLocale()]);
  const { webhooks: words, common, refusals, fields } = messagesOf(locale);
  const rows = there.map((webhook) => ({
    ...{ id: webhook.id, href: `${path}/${webhook.id}`, url: webhook.url },
    events: webhook.events.map((event) => words.eventWords[event]).join(", "),
    state: stateOf(webhook, workspace.timezone, locale),
    arrived: webhook.deliveredAt === null ? words.never : moment(webhook.deliveredAt, workspace.timezone, locale),
  }));
  return (
    <>
      <section>
        <p className="s" style={{ marginBottom: 14 }}>
          {words.lead}
        </p>
        {rows.length ? <WebhooksTable rows={rows} words={words} /> : <p className="m">{words.none}</p>}
      </section>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{words.add}</h2>
          <ActionForm
            action={createWebhookAction.bind(null, slug)}
            fields={[
              { name: "url", label: words.url, hint: words.urlHint, autoComplete: "off" },
              {
                ...{ name: "events", label: words.events, type: "checks" },
                options: webhookEvents.map((event) => ({ value: event, label: words.eventWords[event], checked: event.startsWith("import.") })),
              },
            ]}
            submit={words.add}
            words={{ saved: common.saved, refusals, fields, copy: common.copying }}
          />
        </div>
        <div className="c6">
          <div className="sh">
            <h2>{words.verify}</h2>
            <span className="sp" />
            <CopyButton text={example} words={common.copying} />
          </div>
          <p className="note" style={{ marginBottom: 14 }}>
            {words.verifyLead}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="code" tabIndex={0}>
            {example}
          </pre>
        </div>
      </section>
    </>
  );
}
