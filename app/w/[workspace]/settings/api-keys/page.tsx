import { KeysTable } from "@/components/settings/keys-table";
import { ActionForm } from "@/components/ui/action-form";
import { CopyButton } from "@/components/ui/copy-button";
import { apiKeys } from "@/lib/api-keys/queries";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { currentLocale } from "@/lib/i18n/current";
import { day } from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { scopes } from "@/lib/permissions";
import { requireWorkspace } from "@/lib/session";
import { createApiKeyAction, revokeApiKeyAction } from "../actions";

export default async function ApiKeysPage({ params }: PageProps<"/w/[workspace]/settings/api-keys">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "keys:write", `/w/${slug}/settings/api-keys`);
  const [keys, locale] = await Promise.all([apiKeys(access), currentLocale()]);
  const { settings, common, refusals, fields } = messagesOf(locale);
  const t = translatorOf(locale, "settings");
  const at = now();
  const dayAt = (instant: Date) => day(dayOf(instant.getTime(), workspace.timezone), locale);
  const rows = keys.map(({ id, name, prefix, scopes: granted, createdBy, createdAt, lastUsedAt, expiresAt }) => ({
    ...{ id, name, prefix, scopes: granted.join(", ") },
    created: dayAt(createdAt),
    createdBy: createdBy && t("createdBy", { name: createdBy }),
    lastUsed: lastUsedAt ? dayAt(lastUsedAt) : settings.never,
    // It ends where its last day ends.
    expires: expiresAt && t("expiresOn", { day: dayAt(new Date(expiresAt.getTime() - 1)) }),
    isOver: expiresAt !== null && expiresAt.getTime() <= at,
    revokeTitle: t("revokeTitle", { name }),
    revokeAction: revokeApiKeyAction.bind(null, slug),
  }));
  const example = exampleCall(env.appUrl);
  return (
    <>
      <section>
        <p className="s" style={{ marginBottom: 14 }}>
          {settings.keysLead}
        </p>
        {rows.length ? (
          <KeysTable rows={rows} words={{ ...settings, cancel: common.cancel, refusals, fields }} />
        ) : (
          <p className="m">{settings.noKeys}</p>
        )}
      </section>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{settings.createKey}</h2>
          <ActionForm
            action={createApiKeyAction.bind(null, slug)}
            fields={[
              { name: "name", label: settings.keyName },
              {
                ...{ name: "scopes", label: settings.scopes, type: "checks" },
                options: scopes.map((scope) => ({ value: scope, label: settings.scopeWords[scope], checked: scope === "usage:write" })),
              },
              { name: "expires", label: settings.expires, type: "date", isRequired: false },
            ]}
            submit={settings.createKey}
            words={{ saved: common.saved, refusals, fields, copy: common.copying }}
          />
        </div>
        <div className="c6">
          <div className="sh">
            <h2>{settings.useIt}</h2>
            <span className="sp" />
            <CopyButton text={example} words={common.copying} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="code" tabIndex={0}>
            {example}
          </pre>
          <p>
            <a href={`/w/${slug}/reference`}>{settings.reference}</a>
          </p>
        </div>
      </section>
    </>
  );
}

function exampleCall(origin: string): string {
  const row = { provider: "mistral", model: "mistral-medium-3.1", input_tokens: 1200, output_tokens: 300, team: "Support", request_id: "r-1" };
  return [
    `curl ${origin}/api/v1/usage \\`,
    `  -H "Authorization: Bearer $OBOLE_KEY" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify({ timestamp: "2026-06-15T09:30:00Z", ...row }, null, 2)}'`,
  ].join("\n");
}
