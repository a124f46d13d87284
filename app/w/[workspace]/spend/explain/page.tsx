import { notFound } from "next/navigation";
import { z } from "zod";
import { AsKnown } from "@/components/spend/as-known";
import { Explanation } from "@/components/spend/explanation";
import type { Access } from "@/lib/access";
import { filtersOf, periodOf, repeatable, usageQueryShape } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, dayOf } from "@/lib/period";
import { ruleOfForm } from "@/lib/repricing/form";
import { explainedWithoutRule, explainedWithRules } from "@/lib/repricing/mutations";
import { rowIdSchema } from "@/lib/row-id";
import { requireWorkspace } from "@/lib/session";
import { asKnown } from "@/lib/spend/address";
import type { Filters } from "@/lib/spend/dimension";
import { type Explained, explainedCost, explainedEvent, type Explanation as Found } from "@/lib/spend/explanation";
import { explanationJson } from "@/lib/spend/explanation-json";

const querySchema = z.object({
  ...usageQueryShape,
  as_of: z.string().optional(),
  /** Where the first or the last day is not meant whole. */
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** One usage row: its import and line. */
  event: z
    .string()
    .regex(/^\d{1,9}\.\d{1,18}$/)
    .optional(),
  /** A rule that is only thought of, as the form of rules writes it; or one that is thought away. */
  rule: z.string().max(4000).optional(),
  withdraw: rowIdSchema.optional(),
});
type Query = z.output<typeof querySchema>;

export default async function ExplainPage({ params, searchParams }: PageProps<"/w/[workspace]/spend/explain">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "spend:see");
  const asked = await searchParams;
  const lists = Object.entries(asked).map(([name, value]) => [name, repeatable.includes(name) ? [value].flat() : [value].flat()[0]]);
  const query = querySchema.safeParse(Object.fromEntries(lists));
  if (!query.success) notFound();
  const { event: place, rule, withdraw, since, until } = query.data;
  const isSupposed = rule !== undefined || withdraw !== undefined;
  if (isSupposed && !may("prices:write")) notFound();
  const locale = await currentLocale();
  const t = translatorOf(locale, "spend");
  const zone = workspace.timezone;
  const { days, ...whole } = periodOf(query.data, zone, now());
  const period = {
    from: since === undefined ? whole.from : Math.max(whole.from, Date.parse(since)),
    to: until === undefined ? whole.to : Math.min(whole.to, Date.parse(until)),
  };
  const known = asKnown(asked.as_of, zone);
  const picked = filtersOf(query.data);
  const about: Explained = { period, ...picked, ...(known.asOf !== undefined && !isSupposed && { asOf: known.asOf }) };
  const answer = place === undefined ? await tried(() => costOf(access, query.data, about)) : await tried(() => eventOf(access, place, about));
  if ("refused" in answer) {
    if (answer.refused === "not_found") notFound();
    return <p className="notice">{messagesOf(locale).refusals[answer.refused]}</p>;
  }
  const { event, ...found } = answer;
  const named = (filters: Filters) =>
    Object.entries(filters).flatMap(([name, values = []]) =>
      values.map((value) =>
        name === "import"
          ? t("explainImport", { id: value ?? "" })
          : (value ?? t("unattributedName", { dimension: t(`dimensions.${name as "team"}`) })),
      ),
    );
  const what = event
    ? [t("explainEvent", { line: event.line, id: event.importId })]
    : [...named(picked.filters), ...named(picked.excluded).map((name) => t("without", { name }))];
  const amount = found.cost === null ? "—" : format.money(found.cost, locale);
  const kept = Object.entries(asked).flatMap(([name, value]) => (name === "as_of" ? [] : [value].flat().map((text) => [name, text ?? ""] as const)));
  const day = (of: string) => format.day(of, locale);
  const month = event ? dayOf(event.startsAt, zone).slice(0, 7) : days.from.slice(0, 7);
  const then = (
    <AsKnown
      moment={known.asOf === undefined ? null : format.moment(known.asOf, zone, locale)}
      day={dayOf(known.asOf ?? now(), zone)}
      kept={kept}
      today={`?${new URLSearchParams(kept.map(([name, value]) => [name, value]))}`}
      words={{
        notice: t("asKnown", { moment: known.asOf === undefined ? "" : format.moment(known.asOf, zone, locale) }),
        ...{ body: t("asKnownBody"), now: t("asKnownNow"), choose: t("asKnownChoose"), day: t("asKnownDay"), show: t("show") },
      }}
    />
  );
  return (
    <>
      <title>{`${t("explainPage")} · Obole`}</title>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/spend?${new URLSearchParams({ month, ...(known.text && { as_of: known.text }) })}`}>{t("back")}</a>
      </p>
      <div className="head">
        <h1>{t("explainPage")}</h1>
      </div>
      {about.asOf !== undefined && then}
      {isSupposed && <p className="notice">{t("explainSupposed")}</p>}
      <p className="lead" data-testid="explained" style={{ margin: "12px 0 4px" }}>
        {t("explainOf", { amount, what: what.join(", ") || t("explainEverything") })}
      </p>
      <p className="s" style={{ marginBottom: 18 }}>
        {event
          ? format.moment(event.startsAt, zone, locale)
          : t("explainPeriod", {
              from: period.from > whole.from ? format.moment(period.from, zone, locale) : day(days.from),
              to: period.to < whole.to ? format.moment(period.to, zone, locale) : day(addDays(days.to, -1)),
            })}
      </p>
      <Explanation explanation={explanationJson(found)} view={{ slug, zone, locale }} />
      <p className="note">
        {t("noteRounded")} {t("noteNotContained")}
      </p>
      {about.asOf === undefined && !isSupposed && then}
    </>
  );
}

/** How the cost of some usage comes about; with a rule more or less where one is only thought of. */
async function costOf(access: Access, { rule, withdraw }: Query, about: Explained): Promise<Found & { event: null }> {
  const found = async () => {
    if (withdraw !== undefined) return explainedWithoutRule(access, withdraw, about);
    if (rule === undefined) return explainedCost(access, about);
    const read = ruleOfForm(Object.fromEntries(new URLSearchParams(rule)), access.timezone);
    if (!read.rule) throw new Refusal("not_found", "there is no such rule");
    return explainedWithRules(access, [read.rule], about);
  };
  return { ...(await found()), event: null };
}

async function eventOf(access: Access, place: string, { asOf }: Explained) {
  const [importId = "", line = ""] = place.split(".");
  const { event, explanation } = await explainedEvent(access, { importId: Number(importId), line }, asOf);
  return { ...explanation, event };
}

/** An answer, or the code of what was foreseen to keep one from being given. */
async function tried<Answer>(work: () => Promise<Answer>): Promise<Answer | { refused: Refusal["code"] }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
}
