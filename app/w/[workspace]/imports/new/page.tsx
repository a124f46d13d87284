import type { Metadata } from "next";
import { Templates } from "@/components/imports/templates";
import { UploadForm } from "@/components/imports/upload-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { importTemplates } from "@/lib/import-templates/queries";
import { zones } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { canonicalColumns } from "@/lib/usage/canonical";
import { deleteTemplateAction, renameTemplateAction, saveTemplateAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "imports")("newImport") };
}

export default async function NewImportPage({ params }: PageProps<"/w/[workspace]/imports/new">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "imports:write");
  const templates = await importTemplates(access);
  const locale = await currentLocale();
  const { refusals, fields, common } = messagesOf(locale);
  const t = translatorOf(locale, "imports");
  const words = { saved: t("mapping.saved"), refusals, fields };
  const actions = { rename: renameTemplateAction.bind(null, slug), remove: deleteTemplateAction.bind(null, slug) };
  return (
    <>
      <div className="head">
        <h1>{t("newImport")}</h1>
      </div>
      <UploadForm
        slug={slug}
        timezone={workspace.timezone}
        saveTemplate={saveTemplateAction.bind(null, slug)}
        words={words}
        zones={zones()}
        locale={locale}
        columns={{ required: canonicalColumns.required.join(", "), optional: canonicalColumns.optional.join(", ") }}
      />
      {templates.length > 0 && <Templates templates={templates} actions={actions} words={words} cancel={common.cancel} locale={locale} />}
    </>
  );
}
