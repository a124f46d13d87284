import {
  ArrowDownToLine,
  Box,
  Calculator,
  ChartColumn,
  ChevronsUpDown,
  Ellipsis,
  FileText,
  Gauge,
  LogOut,
  type LucideIcon,
  Receipt,
  Scale,
  Search,
  SlidersHorizontal,
  Split,
  Target,
  TrendingDown,
} from "lucide-react";
import type { ReactNode } from "react";
import { Coin } from "@/components/ui/coin";
import type { Translator } from "@/lib/i18n/translator";
import { NavLink } from "./nav-link";
import { SignOut } from "./sign-out";

type ShellProps = {
  slug: string;
  workspace: string;
  others: { slug: string; name: string }[];
  person: string;
  pages: readonly (
    | "spend"
    | "efficiency"
    | "savings"
    | "estimate"
    | "models"
    | "imports"
    | "reports"
    | "chargeback"
    | "charges"
    | "reconciliation"
    | "budgets"
    | "settings"
  )[];
  words: Translator<"nav">;
  skip: string;
  /** The way to the palette: its name and its keys. */
  find: { label: string; keys: string };
  live: ReactNode;
  notice: ReactNode;
  children: ReactNode;
};

const icons: Record<ShellProps["pages"][number], LucideIcon> = {
  spend: ChartColumn,
  efficiency: Gauge,
  savings: TrendingDown,
  estimate: Calculator,
  models: Box,
  imports: ArrowDownToLine,
  reports: FileText,
  chargeback: Split,
  charges: Receipt,
  budgets: Target,
  reconciliation: Scale,
  settings: SlidersHorizontal,
};
const groups = [
  ["spend", "efficiency", "savings"],
  ["estimate", "models"],
  ["imports"],
  ["reports", "budgets", "chargeback", "charges", "reconciliation"],
] as const;
/** Opened too rarely for one of the few places at the foot of a phone: they stand in its last one. */
const rare: readonly string[] = [...groups[3], "settings"];

/** What stands around every page of a workspace: rail, and tabs on a phone. */
export function Shell({ slug, workspace, others, person, pages, words, skip, find, live, notice, children }: ShellProps) {
  const link = (page: ShellProps["pages"][number]) => {
    const Icon = icons[page];
    return (
      <NavLink key={page} href={`/w/${slug}/${page}`} title={words(page)}>
        <Icon className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
        <span>{words(page)}</span>
      </NavLink>
    );
  };
  const initials = person
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return (
    <>
      <a className="skip" href="#content">
        {skip}
      </a>
      <div className="app">
        <aside className="rail">
          <a className="brand" href={`/w/${slug}/spend`} style={{ color: "inherit", textDecoration: "none" }}>
            <Coin />
            Obole
          </a>
          <button type="button" className="ws" popoverTarget="workspaces" aria-label={`${words("workspaces")}: ${workspace}`}>
            {workspace}
            <ChevronsUpDown className="i" size={14} strokeWidth={1.6} aria-hidden="true" />
          </button>
          <div id="workspaces" popover="auto" className="menu">
            {others.map((other) => (
              <a key={other.slug} href={`/w/${other.slug}/spend`} aria-current={other.slug === slug ? "true" : undefined}>
                {other.name}
              </a>
            ))}
            <a href="/workspaces">{words("allWorkspaces")}</a>
          </div>
          <FindLink slug={slug} {...find} />
          <nav aria-label={words("pages")} style={{ display: "contents" }}>
            {groups.map((group) => (
              <div className="nav" key={group[0]}>
                {group.filter((page) => pages.includes(page)).map(link)}
              </div>
            ))}
          </nav>
          <div className="foot">
            <div className="nav">{pages.includes("settings") && link("settings")}</div>
            <div className="who">
              <i aria-hidden="true">{initials}</i>
              <span style={{ flex: 1, overflow: "hidden", textOverflow: "ellipsis" }}>{person}</span>
              <SignOut label={words("signOut")}>
                <LogOut className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
              </SignOut>
            </div>
          </div>
        </aside>
        <div>
          <header className="top-phone">
            <Coin />
            <a className="ws2" href="/workspaces" style={{ color: "inherit", textDecoration: "none" }}>
              {workspace}
            </a>
            <span className="sp" />
            <FindLink slug={slug} {...find} />
            <SignOut label={words("signOut")}>
              <LogOut className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
            </SignOut>
          </header>
          <p className="print-head">Obole · {workspace}</p>
          <main id="content">
            {notice}
            {children}
          </main>
          {live}
        </div>
      </div>
      <nav className="tabs-phone" aria-label={words("main")}>
        {pages.filter((page) => !rare.includes(page)).map(link)}
        <button type="button" popoverTarget="more-pages">
          <Ellipsis className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
          <span>{words("more")}</span>
        </button>
      </nav>
      <nav id="more-pages" popover="auto" className="menu more" aria-label={words("more")}>
        {pages
          .filter((page) => rare.includes(page))
          .map((page) => (
            <NavLink key={page} href={`/w/${slug}/${page}`} title={words(page)}>
              {words(page)}
            </NavLink>
          ))}
      </nav>
    </>
  );
}

/** Opens the palette; without a script it leads to the same search as a page. */
function FindLink({ slug, label, keys }: { slug: string; label: string; keys: string }) {
  return (
    <a className="find" href={`/w/${slug}/find`} data-opens="palette" title={`${label} (${keys})`} aria-keyshortcuts="Control+K Meta+K">
      <Search className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
      <span>{label}</span>
      <kbd>{keys}</kbd>
    </a>
  );
}
