import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { PrintButton } from "@/components/ui/print-button";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { outcomeOf } from "@/lib/scenarios/outcome";
import { type KeptScenario, keptScenarios } from "@/lib/scenarios/queries";
import { scenarioIdsOf } from "@/lib/scenarios/schema";
import { requireWorkspace } from "@/lib/session";
import { Days } from "../../../spend/days";
import { stretch } from "../../../spend/shown";
import { viewOf, worked } from "../load";
import { duringRange, money, moveText, type View, type Worked } from "../shown";

const mostScenarios = 4;

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "scenarios")("compareTitle") };
}

/** Up to four kept scenarios beside one another, over the same days. */
export default async function ComparePage({ params, searchParams }: PageProps<"/w/[workspace]/savings/scenarios/compare">) {
  const { workspace: slug } = await params;
  const here = `/w/${slug}/savings/scenarios`;
  const entered = await requireWorkspace(slug, "spend:see", `${here}/compare`);
  const query = await searchParams;
  const asked = scenarioIdsOf([query.id ?? []].flat());
  const ids = asked.slice(0, mostScenarios);
  const [kept, { view, months }] = await Promise.all([keptScenarios(entered.access, ids), viewOf(entered, query)]);
  const works = await Promise.all(kept.map(({ scenario }) => worked(entered.access, scenario, view)));
  const compared = kept.flatMap((each, index) => {
    const work = works[index];
    return work ? [{ kept: each, work }] : [];
  });
  const { t, at, zone, locale, range } = view;
  const chosen = ids.map((id): [string, string] => ["id", String(id)]);
  const address = (period: string) => `${here}/compare?${new URLSearchParams([...chosen, ["period", period]])}`;
  return (
    <>
      <p className="no-print" style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={here}>{t("backToAll")}</a>
      </p>
      <div className="head">
        <h1>{t("compareTitle")}</h1>
        <Days
          {...{ range, months, at, zone, locale, name: stretch(range.from, range.to, locale) }}
          hrefTo={(days) => address(days.text)}
          kept={chosen}
        />
        <span className="sp" />
        {compared.length > 0 && (
          <CopyButton text={{ path: address(range.text) }} words={{ ...messagesOf(locale).common.copying, copy: t("copyLink") }} />
        )}
        <PrintButton label={t("print")} />
      </div>
      {compared.length === 0 ? <p className="lead">{t("compareNone")}</p> : <Compared view={view} compared={compared} />}
      {asked.length > mostScenarios && <p className="note">{t("tooMany")}</p>}
    </>
  );
}

type One = { kept: KeptScenario; work: Worked };

function Compared({ view, compared }: { view: View; compared: readonly One[] }) {
  const { t, locale, slug, range } = view;
  const during = duringRange(view);
  const outcome = ({ work: { result } }: One) => outcomeOf(result.cost, result.sums);
  const month = compared.flatMap(({ work: { forecast } }) => (forecast && "month" in forecast ? [forecast.month] : []))[0];
  const row = (title: string, cell: (one: One) => ReactNode, className = "n") => (
    <tr key={title}>
      <th scope="row">{title}</th>
      {compared.map((one) => (
        <td className={className} key={one.kept.id}>
          {cell(one)}
        </td>
      ))}
    </tr>
  );
  return (
    <>
      <Scroller label={t("compareTitle")}>
        <table aria-label={t("compareTitle")} className="compared">
          <TableHead columns={[{ title: t("part"), isUnseen: true }, ...compared.map(({ kept }) => ({ title: kept.name, className: "n" }))]} />
          <tbody>
            {row(t("does"), ({ kept }) => moveText(kept.scenario, view), "s")}
            {row(t("rows.spend", { during }), (one) => money(outcome(one).before, locale))}
            {row(t("rows.after"), (one) => money(outcome(one).after, locale), "n b")}
            {row(t("rows.difference"), (one) => money(outcome(one).difference, locale, { signed: true }), "n b")}
            {row(t("rows.percent"), (one) => {
              const { percent } = outcome(one);
              return percent === null ? "—" : format.percent(percent, locale, { places: 1, signed: true });
            })}
            {month && row(t("rows.forecast", { month: format.month(month, locale) }), (one) => <Forecast view={view} work={one.work} />)}
            {row(t("rows.list"), ({ work: { result } }) =>
              t("rows.arrow", { before: money(result.sums.list_before, locale), after: money(result.sums.list_after, locale) }),
            )}
            {row(t("rows.stays"), ({ work: { result } }) => (
              <Stays view={view} stays={result.stays} />
            ))}
          </tbody>
        </table>
      </Scroller>
      <p className="note" style={{ marginTop: 12 }}>
        {t("estimate")}. {t("assumptions.prices")} {t("assumptions.forecast")}{" "}
        {compared.map(({ kept }, index) => (
          <span key={kept.id} className="no-print">
            {index > 0 && " · "}
            <a href={`/w/${slug}/savings/scenarios/${kept.id}?period=${range.text}`}>{kept.name}</a>
          </span>
        ))}
      </p>
    </>
  );
}

function Forecast({ view: { t, locale }, work: { forecast } }: { view: View; work: Worked }) {
  if (!forecast || "refused" in forecast) return "—";
  const { before, after } = forecast;
  return (
    <>
      <b className="b">{format.money(after.likely, locale)}</b>
      <span className="sub" style={{ display: "block" }}>
        {t("rows.range", { low: format.money(after.low, locale), high: format.money(after.high, locale) })}
      </span>
      <span className="sub" style={{ display: "block" }}>
        {t("rows.now", { amount: format.money(before.likely, locale) })}
      </span>
    </>
  );
}

function Stays({ view: { t, locale }, stays }: { view: View; stays: Worked["result"]["stays"] }) {
  if (!stays.length) return t("rows.staysNone");
  return stays.map(({ reason, tokens, actual }) => {
    const said = { reason: t(`reasons.${reason}`), tokens: format.tokensNamed(tokens, locale) };
    return (
      <span key={reason} className="sub" style={{ display: "block" }}>
        {actual === null ? t("rows.staysTokens", said) : t("rows.staysPaid", { ...said, paid: format.money(actual, locale) })}
      </span>
    );
  });
}
