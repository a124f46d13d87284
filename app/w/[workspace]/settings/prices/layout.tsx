import { NavLink } from "@/components/shell/nav-link";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";

/** The parts of the price settings. */
export default async function PricesLayout({ params, children }: LayoutProps<"/w/[workspace]/settings/prices">) {
  const { workspace: slug } = await params;
  const { may } = await requireWorkspace(slug, "models:see", `/w/${slug}/settings/prices`);
  const t = translatorOf(await currentLocale(), "prices");
  const parts = [
    { path: "", label: t("sections.rules"), isOpen: true },
    { path: "/unpriced", label: t("sections.unpriced"), isOpen: true },
    { path: "/contract", label: t("sections.contract"), isOpen: may("prices:write") },
    { path: "/list", label: t("sections.list"), isOpen: may("book:write") },
  ];
  return (
    <>
      <nav className="seg" aria-label={t("title")} style={{ marginBottom: 18, maxWidth: "100%", overflowX: "auto", whiteSpace: "nowrap" }}>
        {parts
          .filter(({ isOpen }) => isOpen)
          .map(({ path, label }) => (
            <NavLink key={path} href={`/w/${slug}/settings/prices${path}`} title={label} isExact={path === ""}>
              {label}
            </NavLink>
          ))}
      </nav>
      {children}
    </>
  );
}
