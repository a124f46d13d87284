import type { Metadata } from "next";
import { filesOf } from "@/components/reports/report-view";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { monthTotals } from "@/lib/closing/overview";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "reports")("list.title") };
}

/** Every month's report: whether it is closed, what it comes to, and its files. */
export default async function ReportsPage({ params }: PageProps<"/w/[workspace]/reports">) {
  const { workspace: slug } = await params;
  const { access, may } = await requireWorkspace(slug, "reports:export", `/w/${slug}/reports`);
  const locale = await currentLocale();
  const t = translatorOf(locale, "reports");
  const months = await monthTotals(access);
  const amount = { title: t("total"), className: "n" };

  return (
    <>
      <div className="head">
        <h1>{t("list.title")}</h1>
        <span className="sp" />
        {may("reports:deliver") && (
          <a className="btn" href={`/w/${slug}/reports/schedules`}>
            {t("list.byMail")}
          </a>
        )}
      </div>
      <p className="lead" style={{ marginBottom: 18 }}>
        {t("list.lead", { zone: access.timezone })}
      </p>
      {months.length === 0 ? (
        <p className="s">
          {t("list.empty")} {may("imports:write") && <a href={`/w/${slug}/imports/new`}>{t("list.bring")}</a>}
        </p>
      ) : (
        <Scroller label={t("list.title")}>
          <table aria-label={t("list.title")}>
            <TableHead columns={[t("columns.month"), t("list.state"), amount, { title: t("list.files"), className: "n" }]} />
            <tbody>
              {months.map(({ month, closed, total, unpriced }) => (
                <tr key={month}>
                  <td>
                    <a href={`/w/${slug}/reports/${month}`}>{format.month(month, locale)}</a>
                  </td>
                  <td>
                    {closed ? (
                      <>
                        <span className="chip ok">{t("closed")}</span> <span className="s">{t("number", { number: String(closed.number) })}</span>
                      </>
                    ) : (
                      <span className="s">{t("open")}</span>
                    )}
                  </td>
                  <td className="n">
                    {total === null ? "—" : format.money(total, locale)}
                    {unpriced > 0n && !closed && (
                      <span className="sub unp">{t("list.unpriced", { tokens: format.tokensNamed(unpriced, locale) })}</span>
                    )}
                  </td>
                  <td className="n">
                    {filesOf(slug, month, [], { locale, t }).first.map(({ label, href }) => (
                      <a key={label} href={href} download aria-label={`${label}: ${format.month(month, locale)}`} style={{ marginLeft: 14 }}>
                        {label}
                      </a>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </>
  );
}
