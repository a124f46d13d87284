import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { Cause } from "@/lib/reconciliation/compare";
import type { Compared } from "@/lib/reconciliation/sides";
import { type Atto, toPico } from "@/lib/savings/savings";
import type { View } from "./view";

type CausesProps = { causes: readonly Cause[]; total: Atto; view: View; title: string };

/** What a difference is made of, the largest first; the parts are the whole. */
export function Causes({ causes, total, view: { locale, t }, title }: CausesProps) {
  const signed = (amount: Atto) => format.money(toPico(amount), locale, { signed: true });
  return (
    <section style={{ maxWidth: 720 }}>
      <Scroller label={title}>
        <table aria-label={title}>
          <TableHead columns={[title, { title: t("amount"), className: "n" }]} />
          <tbody>
            {causes.map(({ kind, amount, percent = "" }) => (
              <tr key={kind + percent}>
                <td style={{ whiteSpace: "normal" }}>{t(`causes.${kind}`, { percent: format.percent(percent || "0", locale) })}</td>
                <td className="n">{signed(amount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("difference")}</td>
              <td className="n">
                <span className="dblr">{signed(total)}</span>
              </td>
            </tr>
          </tfoot>
        </table>
      </Scroller>
      <p className="note">{t("exactly")}</p>
    </section>
  );
}

/** The causes of one line's difference, each with its amount. */
export function Why({ line: { causes }, view: { t, locale } }: { line: Compared; view: View }) {
  return causes.map(({ kind, amount, percent = "0" }) => (
    <div className="sub" key={kind}>
      {t(`causes.${kind}`, { percent: format.percent(percent, locale) })}, {format.money(toPico(amount), locale, { signed: true })}
    </div>
  ));
}
