import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { Compared, ModelDetail } from "@/lib/reconciliation/sides";
import { type Atto, toPico } from "@/lib/savings/savings";
import { Why } from "./causes";
import type { View } from "./view";

type Line = { key: string; label: string; theirs: Atto | null; ours: Atto | null };

type DetailProps = { detail: ModelDetail; name: string /** What the month has of it; null: nothing. */; line: Compared | null; view: View };

/** Both sides of one model, by the provider's days and by kind of token. */
export function Detail({ detail: { days, kinds }, name, line, view }: DetailProps) {
  const { t, locale, hrefTo } = view;
  const used = days.filter(({ theirs, ours }) => theirs !== null || ours !== null);
  const byDay = used.map(({ day, ...sides }) => ({ key: day, label: format.day(day, locale, { short: true }), ...sides }));
  const byKind = kinds.map(({ kind, ...sides }) => ({ key: kind, label: t(`kinds.${kind}`), ...sides }));
  return (
    <section id="detail">
      <div className="sh">
        <h2>{t("detailOf", { model: name })}</h2>
        <span className="sp" />
        <a href={hrefTo()}>{t("back")}</a>
      </div>
      {line && <Why line={line} view={view} />}
      <p className="note" style={{ marginBottom: 12 }}>
        {t("detailNote")}
      </p>
      <div className="cols">
        <div className="c6">
          <Sides title={t("day")} lines={byDay} view={view} />
        </div>
        <div className="c6">
          <Sides title={t("kind")} lines={byKind} view={view} />
        </div>
      </div>
    </section>
  );
}

function Sides({ title, lines, view: { t, locale } }: { title: string; lines: Line[]; view: View }) {
  const money = (amount: Atto | null, options = {}) => (amount === null ? "—" : format.money(toPico(amount), locale, options));
  const sum = (side: "theirs" | "ours") => lines.reduce((all, line) => all + (line[side] ?? 0n), 0n);
  return (
    <Scroller label={title}>
      <table aria-label={title}>
        <TableHead columns={[title, ...[t("billed"), t("derived"), t("difference")].map((name) => ({ title: name, className: "n" }))]} />
        <tbody>
          {lines.map(({ key, label, theirs, ours }) => (
            <tr key={key}>
              <td>{label}</td>
              <td className="n">{money(theirs)}</td>
              <td className="n">{money(ours)}</td>
              <td className="n b">{money((theirs ?? 0n) - (ours ?? 0n), { signed: true })}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t("total")}</td>
            <td className="n">{money(sum("theirs"))}</td>
            <td className="n">{money(sum("ours"))}</td>
            <td className="n">
              <span className="dblr">{money(sum("theirs") - sum("ours"), { signed: true })}</span>
            </td>
          </tr>
        </tfoot>
      </table>
    </Scroller>
  );
}
