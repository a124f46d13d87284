import type { Metadata } from "next";
import { UploadForm } from "@/components/imports/upload-form";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { zones } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { canonicalColumns } from "@/lib/usage/canonical";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "imports")("newImport") };
}

export default async function NewImportPage({ params }: PageProps<"/w/[workspace]/imports/new">) {
  const { workspace: slug } = await params;
  await requireWorkspace(slug, "imports:write");
  const locale = await currentLocale();
  const t = translatorOf(locale, "imports");
  return (
    <>
      <div className="head">
        <h1>{t("newImport")}</h1>
      </div>
      <UploadForm
        slug={slug}
        zones={zones()}
        locale={locale}
        columns={{ required: canonicalColumns.required.join(", "), optional: canonicalColumns.optional.join(", ") }}
      />
    </>
  );
}
