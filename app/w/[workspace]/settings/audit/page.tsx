import type { Metadata } from "next";
import { EntriesTable } from "@/components/audit/entries-table";
import { TrailFilter } from "@/components/audit/trail-filter";
import { filterOf } from "@/lib/audit/filter";
import { actorsOf, auditChoices, auditTrail } from "@/lib/audit/queries";
import { type Actor, changesOf } from "@/lib/audit/record";
import { currentLocale } from "@/lib/i18n/current";
import { moment } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, isDay } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "audit")("title") };
}

export default async function AuditPage({ params, searchParams }: PageProps<"/w/[workspace]/settings/audit">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "audit:see", `/w/${slug}/settings/audit`);
  const { cursor, ...asked } = askedOf(await searchParams);
  const to = isDay(asked.until) ? addDays(asked.until, 1) : "";
  const filter = filterOf({ ...asked, to }, workspace.timezone);
  const [{ items, nextCursor }, choices, locale] = await Promise.all([
    auditTrail(access, { ...filter, ...(cursor && { cursor }) }),
    auditChoices(access),
    currentLocale(),
  ]);
  const actors = await actorsOf(access, choices.actors);
  const words = messagesOf(locale).audit;
  const whatOf = (action: string) => words.actions[action.replaceAll(".", "_")] ?? action;
  const whoOf = (key: string) => actorName(actors.get(key), locale);
  const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label, locale);
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  const csv = new URLSearchParams(Object.entries({ action: asked.action, actor: asked.actor, from: asked.from, to }).filter(([, value]) => value));
  return (
    <section>
      <div className="sh">
        <h2>{words.title}</h2>
        <span className="sp" />
        <a className="btn" href={`/api/w/${slug}/audit?${csv}`} download>
          {words.export}
        </a>
      </div>
      <p className="note">{words.lead}</p>
      <TrailFilter
        asked={asked}
        actions={[{ value: "", label: words.allActions }, ...choices.actions.map((value) => ({ value, label: whatOf(value) })).sort(byLabel)]}
        actors={[{ value: "", label: words.anybody }, ...choices.actors.map((value) => ({ value, label: whoOf(value) })).sort(byLabel)]}
        words={words}
      />
      {items.length === 0 ? (
        <p className="lead">
          {words.none} {query.size > 0 && <a href={`/w/${slug}/settings/audit`}>{words.all}</a>}
        </p>
      ) : (
        <EntriesTable
          rows={items.map((entry) => ({
            id: entry.id,
            when: moment(entry.at, workspace.timezone, locale),
            who: whoOf(entry.actor),
            what: whatOf(entry.action),
            target: entry.target,
            from: entry.address,
            request: entry.requestId && translatorOf(locale, "audit")("request", { id: entry.requestId }),
            changes: changesOf(entry),
          }))}
          words={words}
        />
      )}
      {nextCursor && (
        <p style={{ marginTop: 16 }}>
          <a href={`?${new URLSearchParams([...query, ["cursor", nextCursor]])}`}>{words.older}</a>
        </p>
      )}
    </section>
  );
}

/** What the address asks for; what cannot be is not asked. */
function askedOf(given: Record<string, string | string[] | undefined>) {
  const text = (name: string) => [given[name]].flat()[0]?.slice(0, 100).replaceAll("\0", "") ?? "";
  const day = (name: string) => (isDay(text(name)) ? text(name) : "");
  const cursor = text("cursor");
  return { action: text("action"), actor: text("actor"), from: day("from"), until: day("until"), cursor: /^\d{1,18}$/.test(cursor) ? cursor : "" };
}

function actorName(actor: Actor | undefined, locale: Locale): string {
  const t = translatorOf(locale, "audit");
  if (actor?.kind === "key") return actor.name === null ? t("unknownKey") : t("key", { name: actor.name });
  if (actor?.kind === "user") return actor.name ?? t("erased");
  return t(actor?.kind === "console" ? "console" : "system");
}
