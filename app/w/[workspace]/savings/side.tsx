import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import type { Decimal } from "@/lib/money";
import { baselineName, during, explainedAll, money, type View } from "./shown";
import { ratioText } from "./two-prices";

/** How many tokens the baseline would need, to try other numbers than the workspace's. `kept`: the rest of the address. */
export function Assumptions({ view, kept }: { view: View; kept: readonly (readonly [string, string])[] }) {
  const { t, locale, slug, found } = view;
  const { baseline } = found;
  const cell = (name: string, value: Decimal, label: string) => (
    <input key={name} name={name} className="inp sm" inputMode="decimal" defaultValue={ratioText(value, locale)} aria-label={label} />
  );
  const kinds = [
    ["low", t("low"), baseline.low],
    ["k", t("used"), baseline.used],
    ["high", t("high"), baseline.high],
  ] as const;
  return (
    <form method="get" action={`/w/${slug}/savings`}>
      <h2 style={{ marginBottom: 12 }}>{t("assumptions")}</h2>
      {kept.map(([name, value]) => (
        <input key={name + value} type="hidden" name={name} value={value} />
      ))}
      <div className="kk">
        <span />
        {kinds.map(([name, label]) => (
          <span className="m n" key={name}>
            {label}
          </span>
        ))}
        <span>{t("kIn")}</span>
        {kinds.map(([name, label, ratio]) => cell(`${name}_in`, ratio.in, `${t("kIn")}, ${label}`))}
        <span>{t("kOut")}</span>
        {kinds.map(([name, label, ratio]) => cell(`${name}_out`, ratio.out, `${t("kOut")}, ${label}`))}
      </div>
      <p className="hint" style={{ margin: "10px 0" }}>
        {t("kHint", { model: baselineName(view) })}
      </p>
      <button type="submit" className="btn">
        {t("apply")}
      </button>
    </form>
  );
}

/** What the figures cover, and what is left out of them by reason: together the spend. */
export function LeftOut({ view }: { view: View }) {
  const { t, locale, asked, found, slug } = view;
  const { total } = found;
  const { excluded } = total.coverage;
  const out = excluded.reduce((sum, { tokens }) => sum + tokens, 0n);
  const paid = total.actual + excluded.reduce((sum, { actual }) => sum + (actual ?? 0n), 0n) * 1_000_000n;
  return (
    <>
      <h2 style={{ marginBottom: 10 }}>{t("leftOut")}</h2>
      <table aria-label={t("leftOut")}>
        <TableHead columns={[t("part"), { title: translatorOf(locale, "spend")("tokens"), className: "n" }, { title: t("paid"), className: "n" }]} />
        <tbody>
          <tr>
            <td>{t("coveredTotal")}</td>
            <td className="n">{format.tokens(total.tokens - out, locale)}</td>
            <td className="n">{money(total.actual, locale)}</td>
          </tr>
          {excluded.map(({ reason, tokens, actual }) => (
            <tr key={reason} className="unpriced">
              <td>
                <div className="nm">
                  {reason === "unpriced" && <i className="sw hatch" />}
                  {reason === "unpriced" ? <a href={`/w/${slug}/settings/prices/unpriced`}>{t(`reasons.${reason}`)}</a> : t(`reasons.${reason}`)}
                </div>
              </td>
              <td className="n">{format.tokens(tokens, locale)}</td>
              <td className="n">{actual === null ? "—" : format.money(actual, locale)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t("spendOf", { during: during(asked.range, locale, t) })}</td>
            <td className="n">{format.tokens(total.tokens, locale)}</td>
            <td className="n">
              <a className="cost dblr" href={explainedAll(view)}>
                {money(paid, locale)}
              </a>
            </td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}
