import { sectionTable } from "@/components/reports/report-view";
import { SectionTable } from "@/components/reports/section-table";
import type { Access } from "@/lib/access";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { MonthReport } from "@/lib/reports/report";
import { nameColumn, usageColumns, usageTotal, usageValues } from "@/lib/reports/usage-columns";
import { type Dimension, dimensions } from "@/lib/spend/dimension";
import { spend } from "@/lib/spend/queries";

type DetailProps = { access: Access; report: MonthReport; groupBy: readonly Dimension[]; address: string; locale: Locale };

/** An open month by whatever it is asked for, in any order; the choice is in the address, and holds for the files. */
export async function Detail({ access, report, groupBy, address, locale }: DetailProps) {
  const t = translatorOf(locale, "reports");
  const name = (dimension: Dimension) => t(`columns.${dimension}`);
  const hrefOf = (by: readonly Dimension[]) => `${address}${by.length ? `?by=${by.join(",")}` : ""}#detail`;
  return (
    <section id="detail">
      <div className="sh">
        <h2>{groupBy.length ? t("detailBy", { names: groupBy.map(name).join(", ") }) : t("detail")}</h2>
      </div>
      <nav className="chips no-print" aria-label={t("groupBy")} style={{ marginBottom: 14 }}>
        {groupBy.map((dimension) => (
          <a
            key={dimension}
            className="chip on"
            href={hrefOf(groupBy.filter((each) => each !== dimension))}
            aria-label={t("ungroup", { name: name(dimension) })}
          >
            {name(dimension)} <span aria-hidden="true">×</span>
          </a>
        ))}
        {dimensions
          .filter((dimension) => !groupBy.includes(dimension))
          .map((dimension) => (
            <a key={dimension} className="chip" href={hrefOf([...groupBy, dimension])} aria-label={t("groupAlso", { name: name(dimension) })}>
              <span aria-hidden="true">+</span> {name(dimension)}
            </a>
          ))}
      </nav>
      {groupBy.length > 0 && <Lines access={access} report={report} groupBy={groupBy} locale={locale} />}
    </section>
  );
}

async function Lines({ access, report, groupBy, locale }: Omit<DetailProps, "address">) {
  const t = translatorOf(locale, "reports");
  const { rows, total } = await spend(access, { period: report.period, groupBy });
  const basis = { list: 0n, contract: 0n, manual: 0n };
  const section = {
    name: "team" as const,
    columns: [...groupBy.map(nameColumn), ...usageColumns],
    rows: rows.map((row) => [...groupBy.map((dimension) => row.dimensions[dimension] ?? null), ...usageValues({ ...row, basis })]),
    total: usageTotal(groupBy.length, total),
  };
  return <SectionTable label={t("detail")} {...sectionTable(section, { locale, t })} />;
}
