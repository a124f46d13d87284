import { Fragment } from "react";
import { sectionTable } from "@/components/reports/report-view";
import { SectionTable } from "@/components/reports/section-table";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { type CoverGroup, coverOf, type Fact } from "@/lib/reports/cover";
import type { MonthReport } from "@/lib/reports/report";

type ReportProps = { slug: string; report: MonthReport; locale: Locale };

/** The total, what it is the sum of, and what it says of itself. */
export function Summary({ slug, report, locale }: ReportProps) {
  const t = translatorOf(locale, "reports");
  const { total, spend } = report;
  const figure = total === null ? null : format.money(total, locale);
  const groups = new Map(coverOf(report, locale).map((group) => [group.name, group]));
  const addends = groups.get("total")?.facts ?? [];
  return (
    <div className="statement">
      <div>
        <p className="lab">{t("total")}</p>
        <p className="total" data-testid="total">
          {figure === null ? (
            <span className="dash">—</span>
          ) : (
            <>
              {locale === "en" && <span className="cur">$</span>}
              {figure.replace("$", "").trim()}
              {locale === "fr" && <span className="cur"> $</span>}
            </>
          )}
        </p>
        <p className="s">{t("summary", { workspace: report.workspace.name, zone: report.timezone })}</p>
        <p className="s">{report.number === null ? t("openNote") : t("closedNote")}</p>
        {report.teams && <p className="s">{t("onlyTeams", { teams: report.teams.join(", ") })}</p>}
      </div>
      <div>
        <table className="led">
          <tbody>
            {addends.map((fact) => (
              <tr key={fact.label}>
                <td>{fact.label}</td>
                <td className="n">{factText(fact, locale)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("total")}</td>
              <td className="n">
                <span className="dblr">{figure ?? "—"}</span>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <div>
        <dl className="rests">
          <dt>{t("facts.priced")}</dt>
          <dd>{t("facts.coveredOf", { percent: format.percent(spend.coverage.tokensPercent, locale) })}</dd>
          {(["list", "contract", "manual"] as const)
            .filter((basis) => basis === "list" || spend.basis[basis] !== 0n)
            .map((basis) => (
              <Fragment key={basis}>
                <dt>{t(`basis.${basis}`)}</dt>
                <dd>{format.money(spend.basis[basis], locale)}</dd>
              </Fragment>
            ))}
          <dt>{t("facts.unpriced")}</dt>
          <dd>{spend.unpriced.tokens === 0n ? t("facts.nothingUnpriced") : format.tokensNamed(spend.unpriced.tokens, locale)}</dd>
        </dl>
        {spend.unpriced.tokens > 0n && (
          <p className="note" style={{ marginTop: 8 }}>
            <a href={`/w/${slug}/settings/prices/unpriced`} className="unp">
              {t("priceThem")}
            </a>
          </p>
        )}
      </div>
    </div>
  );
}

/** The tables of a report; those of the files and days last. */
export function Sections({ report, locale }: Omit<ReportProps, "slug">) {
  const t = translatorOf(locale, "reports");
  const order = ["team", "project", "provider", "model", "adjustment", "day", "import"] as const;
  const sections = order.flatMap((name) => report.sections.find((section) => section.name === name) ?? []).filter(({ rows }) => rows.length > 0);
  return sections.map((section) => (
    <section key={section.name} id={section.name}>
      <div className="sh">
        <h2>{t(`sections.${section.name}`)}</h2>
      </div>
      <SectionTable label={t(`sections.${section.name}`)} {...sectionTable(section, { locale, t })} />
    </section>
  ));
}

/** What a report rests on, and what was saved: three lines that are never added up. */
export function RestsOn({ report, locale }: Omit<ReportProps, "slug">) {
  const t = translatorOf(locale, "reports");
  const groups = coverOf(report, locale).filter(({ name }) => name !== "total");
  return (
    <section id="rests-on">
      <div className="sh">
        <h2>{t("restsOn")}</h2>
      </div>
      <div className="cols">
        {groups.map((group) => (
          <div className="c6" key={group.name} style={{ marginBottom: 18 }}>
            <h3 className="lab" style={{ marginBottom: 6 }}>
              {group.title}
            </h3>
            <Facts group={group} locale={locale} />
            {group.note && (
              <p className="note" style={{ marginTop: 6 }}>
                {group.note}
              </p>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

function Facts({ group, locale }: { group: CoverGroup; locale: Locale }) {
  return (
    <dl className="rests told">
      {group.facts.map((fact) => (
        <Fragment key={fact.label + (fact.note ?? "")}>
          <dt>{fact.label}</dt>
          <dd>
            {factText(fact, locale)}
            {fact.note && <span className="sub"> {fact.note}</span>}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function factText({ value }: Fact, locale: Locale): string {
  if ("money" in value) return format.money(value.money, locale);
  return "count" in value ? format.count(value.count, locale) : value.text;
}
