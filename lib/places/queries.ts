import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import type { Entered } from "@/lib/session";
import { pricesKnown } from "@/lib/spend/queries";
import { savedViews } from "@/lib/views/queries";
import { workspacesOf } from "@/lib/workspaces/queries";
import { mainPages, settingsPages } from "./pages";
import { type Hit, hitsAmong, type Place } from "./place";

type Seeker = Pick<Entered, "access" | "workspace" | "person" | "may"> & { locale: Locale };

/** Where one can go, of one sort; what the search says may narrow what is read, and never has to. */
type Source = (seeker: Seeker, query: string) => Place[] | Promise<Place[]>;

const sources: readonly Source[] = [pages, views, models, usedNames, workspaces];
const mostOfKind = 6;
/** Names of teams, projects and people that are looked at closely, of those that hold what was typed. */
const mostNames = 300;

/** Where a search may lead somebody: only to what they may open, and see. */
export async function placesFor(seeker: Seeker, query: string): Promise<Hit[]> {
  const found = await Promise.all(sources.map((source) => source(seeker, query)));
  return hitsAmong(found.flat(), query, query.trim() ? mostOfKind : Number.POSITIVE_INFINITY);
}

function pages({ workspace: { slug }, may, locale }: Seeker): Place[] {
  const { nav, settings, imports, byHand, reference, scenarios, savings, spend } = messagesOf(locale);
  const main = mainPages.filter(({ permission }) => may(permission)).map(({ path, word }) => ({ label: nav[word], path: path as string }));
  const parts = settingsPages
    .filter(({ permission }) => may(permission))
    .map(({ path, word }) => ({ label: `${nav.settings}: ${settings.sections[word]}`, path: `settings/${path}` }));
  const ways = [
    ...(may("spend:see")
      ? [
          { label: scenarios.title, path: "savings/scenarios" },
          { label: savings.baselines.title, path: "savings/baselines" },
          { label: spend.views.manage, path: "spend/views" },
        ]
      : []),
    ...(may("imports:write") ? [{ label: imports.newImport, path: "imports/new" }] : []),
    ...(may("usage:write") ? [{ label: byHand.title, path: "usage" }] : []),
    { label: reference.title, path: "reference" },
  ];
  const all = [...main, ...ways, ...parts];
  return all.map(({ label, path }) => ({ kind: "page", label, href: `/w/${slug}/${path}` }));
}

/** What somebody kept of the spend page, for themselves or for everybody. */
async function views({ access, workspace: { slug }, person, may }: Seeker): Promise<Place[]> {
  if (!may("spend:see")) return [];
  const kept = await savedViews(access, person);
  return kept.filter(({ isDeleted }) => !isDeleted).map(({ name, search }) => ({ kind: "view", label: name, href: `/w/${slug}/spend${search}` }));
}

async function models({ access, workspace: { slug }, may }: Seeker, query: string): Promise<Place[]> {
  if (!query.trim() || !may("models:see")) return [];
  const { book } = await pricesKnown(access);
  return book.models.map(({ provider, id, name }) => ({
    kind: "model",
    label: name,
    detail: provider,
    href: `/w/${slug}/models/${encodeURIComponent(provider)}/${encodeURIComponent(id)}`,
  }));
}

async function usedNames({ access, workspace: { slug }, may }: Seeker, query: string): Promise<Place[]> {
  if (!query.trim() || !may("spend:see")) return [];
  const names = await namesLike(access, query);
  return names.map(({ kind, name }) => ({ kind, label: name, href: `/w/${slug}/spend?${new URLSearchParams({ [kind]: name })}` }));
}

async function workspaces({ person, workspace }: Seeker): Promise<Place[]> {
  const all = await workspacesOf(person);
  return all.filter(({ slug }) => slug !== workspace.slug).map(({ slug, name }) => ({ kind: "workspace", label: name, href: `/w/${slug}/spend` }));
}

/** Teams, projects and people whose names hold the letters of each word in their order; of whoever sees some teams only, no others and nobody else. */
async function namesLike({ workspaceId, teams }: Access, query: string): Promise<{ kind: "team" | "project" | "user"; name: string }[]> {
  const words = query.trim().split(/\s+/).slice(0, 8);
  const letters = words.map((word) =>
    [...word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()].map((letter) => letter.replace(/[\\%_]/g, "\\$&")),
  );
  const plain = "lower(regexp_replace(normalize(d.name, NFD), '[\\u0300-\\u036f]', '', 'g'))";
  const ofTeams =
    teams === "all"
      ? "$3::int4[] is null"
      : `(d.kind = 'team' and d.id = any($3::int4[]) or d.id in (
           select unnest(array[r.project_id, r.user_id]) from usage_day r where r.workspace_id = $1 and r.team_id = any($3::int4[])))`;
  const { rows } = await pool().query<{ kind: "team" | "project" | "user"; name: string }>(
    `select d.kind, d.name from dimension_value d
     where d.workspace_id = $1 and d.id > 0 and d.kind in ('team', 'project', 'user') and d.name <> '' and ${plain} like all($2::text[]) and ${ofTeams}
     order by ${plain} like $4 desc, length(d.name), d.name limit ${mostNames}`,
    [workspaceId, letters.map((word) => `%${word.join("%")}%`), teams === "all" ? null : teams, `${letters[0]?.join("") ?? ""}%`],
  );
  return rows;
}
