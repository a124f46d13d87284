import type { Metadata } from "next";
import { EntriesTable, type EntryRow } from "@/components/by-hand/entries-table";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { type EntrySummary, knownNames, usageEntries } from "@/lib/by-hand/queries";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { priceBook } from "@/lib/pricing/queries";
import { requireWorkspace } from "@/lib/session";
import { parseCount } from "@/lib/usage/count";
import { stopEntryAction, writeDownAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "byHand")("title") };
}

export default async function ByHandPage({ params }: PageProps<"/w/[workspace]/usage">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "usage:write", `/w/${slug}/usage`);
  const [entries, names, book, locale] = await Promise.all([usageEntries(access), knownNames(access), priceBook(), currentLocale()]);
  const { byHand, common, refusals, fields } = messagesOf(locale);
  const t = translatorOf(locale, "byHand");
  const models = [...new Set(book.models.map(({ id }) => id))].sort();
  const providers = [...new Set(book.models.map(({ provider }) => provider))].sort();
  const rows = entries.map((entry) => entryRow(entry, { slug, locale, t, seesImports: may("imports:see") }));
  return (
    <>
      <div className="head">
        <h1>{byHand.title}</h1>
      </div>
      <p className="s" style={{ marginBottom: 14 }}>
        {byHand.lead}
      </p>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{byHand.write}</h2>
          <ActionForm
            action={writeDownAction.bind(null, slug)}
            fields={formFields(byHand, { today: dayOf(now(), workspace.timezone), models, providers, names })}
            submit={byHand.submit}
            words={{ saved: byHand.saved, refusals, fields }}
          />
        </div>
        <div className="c6">
          <h2 className="sh">{byHand.entries}</h2>
          {rows.length ? (
            <EntriesTable rows={rows} words={{ ...byHand, cancel: common.cancel, refusals, fields }} />
          ) : (
            <p className="m">{byHand.none}</p>
          )}
        </div>
      </section>
    </>
  );
}

type Known = { today: string; models: string[]; providers: string[]; names: Record<"team" | "project", string[]> };

function formFields(words: ReturnType<typeof messagesOf>["byHand"], { today, models, providers, names }: Known): FormField[] {
  const choice = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));
  return [
    { name: "day", label: words.day, type: "date", value: today, hint: words.dayHint },
    { name: "cadence", label: words.cadence, type: "select", options: choice(words.cadences) },
    { name: "until", label: words.until, type: "date", isRequired: false, hint: words.untilHint },
    { name: "model", label: words.model, suggestions: models, hint: words.modelHint },
    { name: "provider", label: words.provider, suggestions: providers, isRequired: false },
    { name: "input_tokens", label: words.input, hint: words.inputHint },
    { name: "cached_input_tokens", label: words.cached, isRequired: false },
    { name: "output_tokens", label: words.output },
    { name: "requests", label: words.requests, isRequired: false, hint: words.requestsHint },
    { name: "service_tier", label: words.tier, type: "select", options: choice(words.tiers) },
    { name: "team", label: words.team, suggestions: names.team, isRequired: false },
    { name: "project", label: words.project, suggestions: names.project, isRequired: false },
    { name: "user", label: words.user, isRequired: false },
    { name: "note", label: words.note, isRequired: false },
  ];
}

type View = { slug: string; locale: Locale; t: Translator<"byHand">; seesImports: boolean };

function entryRow(entry: EntrySummary, { slug, locale, t, seesImports }: View): EntryRow {
  const { id, cells, note, isMonthly, firstDay, next, recorded, importId } = entry;
  const count = (cell: string) => {
    const value = parseCount(cell, ",");
    return typeof value === "bigint" ? format.count(value, locale) : "—";
  };
  const day = (of: string) => format.day(of, locale);
  return {
    ...{ id, model: cells.model, note, tokens: `${count(cells.input_tokens)} · ${count(cells.output_tokens)}` },
    whose: [cells.team, cells.project].filter(Boolean).join(", ") || "—",
    when: isMonthly
      ? next
        ? t("monthlyNext", { day: day(next) })
        : t("monthlyOver", { day: day(firstDay) })
      : t(next ? "waiting" : "onDay", { day: day(firstDay) }),
    recorded: t("recorded", { count: recorded }),
    importHref: seesImports && importId !== null ? `/w/${slug}/imports/${importId}` : null,
    stop: isMonthly && next ? stopEntryAction.bind(null, slug) : null,
  };
}
