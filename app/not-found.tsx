import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";

export default async function NotFound() {
  const t = translatorOf(await currentLocale(), "common");
  return (
    <main>
      <title>{`${t("notFound")} · Obole`}</title>
      <div className="head">
        <h1>{t("notFound")}</h1>
      </div>
      <p className="lead">{t("notFoundBody")}</p>
      <p style={{ marginTop: 16 }}>
        <a href="/">{t("home")}</a>
      </p>
    </main>
  );
}
