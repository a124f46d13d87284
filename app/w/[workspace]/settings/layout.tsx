import type { Metadata } from "next";
import { NavLink } from "@/components/shell/nav-link";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "settings")("title") };
}

/** The parts of the settings that a person may change. */
export default async function SettingsLayout({ params, children }: LayoutProps<"/w/[workspace]/settings">) {
  const { workspace: slug } = await params;
  const { may } = await requireWorkspace(slug, "profile:write", `/w/${slug}/settings`);
  const t = translatorOf(await currentLocale(), "settings");
  const sections = [
    { path: "security", label: t("sections.profile"), isOpen: true },
    { path: "workspace", label: t("sections.workspace"), isOpen: may("settings:write") },
    { path: "members", label: t("sections.members"), isOpen: may("members:write") },
    { path: "sign-in", label: t("sections.signIn"), isOpen: may("sign-in:write") },
    { path: "prices", label: t("sections.prices"), isOpen: may("models:see") },
    { path: "sources", label: t("sections.sources"), isOpen: may("attribution:see") },
    { path: "attribution", label: t("sections.attribution"), isOpen: may("attribution:see") },
    { path: "api-keys", label: t("sections.keys"), isOpen: may("keys:write") },
    { path: "webhooks", label: t("sections.webhooks"), isOpen: may("webhooks:write") },
    { path: "data", label: t("sections.data"), isOpen: may("workspace:export") },
    { path: "audit", label: t("sections.audit"), isOpen: may("audit:see") },
  ];
  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <nav className="seg" aria-label={t("title")}>
          {sections
            .filter(({ isOpen }) => isOpen)
            .map(({ path, label }) => (
              <NavLink key={path} href={`/w/${slug}/settings/${path}`} title={label}>
                {label}
              </NavLink>
            ))}
        </nav>
      </div>
      {children}
    </>
  );
}
