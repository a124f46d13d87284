import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { RejectedRow } from "@/lib/imports/record";
import type { ImportView } from "./view";

const mostCells = 12;

/** Refused rows by reason; those of one, or all, with their cells, a page at a time. */
export function RejectedSection({
  view,
  rows,
  reason,
  next,
}: {
  view: ImportView;
  rows: readonly RejectedRow[];
  reason: string;
  next: string | null;
}) {
  const { record, slug, t } = view;
  const query = (more: Record<string, string>) => `?${new URLSearchParams({ ...(reason && { reason }), ...more })}#rejected`;
  const file = new URLSearchParams(reason ? { code: reason } : {});
  return (
    <section style={{ marginTop: 28 }} id="rejected">
      <h2 style={{ marginBottom: 8 }}>{t("rejectedTitle")}</h2>
      <p className="s" style={{ marginBottom: 10 }}>
        {t("rejectedBody")}
      </p>
      <Reasons view={view} label={t("rejectedTitle")} counts={record.rejectedByReason} words="reasons" chosen={reason} />
      <p style={{ margin: "12px 0 18px" }}>
        <a className="btn" href={`/api/w/${slug}/imports/${record.id}/rejected.csv?${file}`} download>
          {t("download")}
        </a>
      </p>
      <Scroller label={t("cells")}>
        <table aria-label={t("cells")}>
          <TableHead columns={[{ title: t("line"), className: "n" }, t("reason"), t("cells")]} />
          <tbody>
            {rows.map(({ place, line, code, cells }) => (
              <tr key={place}>
                <td className="n">{line}</td>
                <td>{t(`reasons.${code}` as "reasons.bad_json")}</td>
                <td className="id s wrap">
                  {cells
                    .slice(0, mostCells)
                    .map((cell) => (cell.length > 80 ? `${cell.slice(0, 80)}…` : cell))
                    .join(" · ")}
                  {cells.length > mostCells && " …"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {next && (
        <p style={{ marginTop: 12 }}>
          <a href={query({ rejected: next })}>{t("next")}</a>
        </p>
      )}
    </section>
  );
}

/** Rows that hold no billable usage, by reason. */
export function IgnoredSection({ view }: { view: ImportView }) {
  const { record, t } = view;
  return (
    <section style={{ marginTop: 28 }}>
      <h2 style={{ marginBottom: 8 }}>{t("ignoredTitle")}</h2>
      <p className="s" style={{ marginBottom: 10 }}>
        {t("ignoredBody")}
      </p>
      <Reasons view={view} label={t("ignoredTitle")} counts={record.ignoredByReason} words="ignoredReasons" />
    </section>
  );
}

type ReasonsProps = { view: ImportView; label: string; counts: Record<string, number>; words: "reasons" | "ignoredReasons"; chosen?: string };

/** `chosen`: the one that is shown; where it is given, each leads to its rows. */
function Reasons({ view: { locale, t }, label, counts, words, chosen }: ReasonsProps) {
  return (
    <table aria-label={label} style={{ maxWidth: 520 }}>
      <TableHead columns={[t("reason"), { title: t("count"), className: "n" }]} />
      <tbody>
        {Object.entries(counts)
          .sort(([, a], [, b]) => b - a)
          .map(([code, count]) => {
            const text = t(`${words}.${code}` as "reasons.bad_json");
            return (
              <tr key={code}>
                <td>
                  {chosen === undefined ? (
                    text
                  ) : (
                    <a href={`?reason=${code}#rejected`} aria-current={chosen === code ? "true" : undefined}>
                      {text}
                    </a>
                  )}
                </td>
                <td className="n">{format.count(count, locale)}</td>
              </tr>
            );
          })}
        {chosen && (
          <tr>
            <td colSpan={2}>
              <a href="?#rejected">{t("allReasons")}</a>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
