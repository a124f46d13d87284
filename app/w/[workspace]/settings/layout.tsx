import type { Metadata } from "next";
import { NavLink } from "@/components/shell/nav-link";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { settingsPages } from "@/lib/places/pages";
import { requireWorkspace } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "settings")("title") };
}

/** The parts of the settings that a person may change. */
export default async function SettingsLayout({ params, children }: LayoutProps<"/w/[workspace]/settings">) {
  const { workspace: slug } = await params;
  const { may } = await requireWorkspace(slug, "profile:write", `/w/${slug}/settings`);
  const t = translatorOf(await currentLocale(), "settings");
  const sections = settingsPages.filter(({ permission }) => may(permission));
  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <nav className="seg" aria-label={t("title")}>
          {sections.map(({ path, word }) => (
            <NavLink key={path} href={`/w/${slug}/settings/${path}`} title={t(`sections.${word}`)}>
              {t(`sections.${word}`)}
            </NavLink>
          ))}
        </nav>
      </div>
      {children}
    </>
  );
}
