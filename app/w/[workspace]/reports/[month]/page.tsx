import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ClosedChip } from "@/components/closing/seal";
import { Downloads } from "@/components/reports/downloads";
import { filesOf, groupingOf } from "@/components/reports/report-view";
import { PrintButton } from "@/components/ui/print-button";
import { standingMonth } from "@/lib/closing/queries";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { addMonths, isMonth } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { ClosingSeal, ClosingSection, closingWords } from "./closing";
import { Detail } from "./detail";
import { RestsOn, Sections, Summary } from "./report";

type Props = PageProps<"/w/[workspace]/reports/[month]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { month } = await params;
  const locale = await currentLocale();
  return { title: isMonth(month) ? translatorOf(locale, "reports")("title", { month: format.ofMonth(month, locale) }) : "Obole" };
}

/** The report of a month, to read and to keep. */
export default async function ReportPage({ params, searchParams }: Props) {
  const { workspace: slug, month } = await params;
  const { access, may } = await requireWorkspace(slug, "reports:export", `/w/${slug}/reports/${month}`);
  if (!isMonth(month)) notFound();
  const { by, check } = await searchParams;
  const asked = groupingOf(by);
  const locale = await currentLocale();
  const t = translatorOf(locale, "reports");
  const { of, report } = await standingMonth(access, month);
  const words = await closingWords({ access, slug, locale, of });
  const closing = <ClosingSection of={of} words={words} total={report.total} may={may} />;
  const isOpen = report.number === null;
  const groupBy = isOpen ? asked : [];
  const closedWith = isOpen ? null : (of.versions.find(({ closed }) => closed.number === of.closed?.number)?.files ?? null);
  const kept = closedWith?.filter((file) => file.locale === null || file.locale === locale).map((file) => file.format) ?? null;
  const address = `/w/${slug}/reports/${month}`;
  const title = t("title", { month: format.ofMonth(month, locale) });

  return (
    <>
      <div className="head">
        <h1>{title}</h1>
        {of.closed ? <ClosedChip t={words.t} /> : <span className="chip">{t("open")}</span>}
        <span className="sp" />
        <nav className="no-print" aria-label={t("otherMonths")}>
          <a href={`/w/${slug}/reports/${addMonths(month, -1)}`}>{format.month(addMonths(month, -1), locale)}</a>
          {" · "}
          <a href={`/w/${slug}/reports/${addMonths(month, 1)}`}>{format.month(addMonths(month, 1), locale)}</a>
        </nav>
        <Downloads {...filesOf(slug, month, groupBy, { locale, t }, kept)} words={{ more: t("files.more"), of: title }} />
        <PrintButton label={t("print")} />
      </div>
      <ClosingSeal access={access} of={of} words={words} isChecked={check === "bytes"} />
      <Summary slug={slug} report={report} locale={locale} />
      {report.spend.requests === 0n && report.spend.coverage.tokensPercent === "100" && report.sections.every(({ rows }) => !rows.length) && (
        <p className="s">{t("nothing")}</p>
      )}
      {of.closed && closing}
      <Sections report={report} locale={locale} />
      {isOpen && report.sections.some(({ rows }) => rows.length) && (
        <Detail access={access} report={report} groupBy={groupBy} address={address} locale={locale} />
      )}
      <RestsOn report={report} locale={locale} />
      {!of.closed && access.teams === "all" && closing}
    </>
  );
}
