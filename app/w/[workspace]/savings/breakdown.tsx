import { Scroller } from "@/components/ui/scroller";
import { Segments } from "@/components/ui/segments";
import { type Column, TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import { addMonths, type Month } from "@/lib/period";
import { bookModel } from "@/lib/pricing/book";
import type { SavingsRow } from "@/lib/savings/queries";
import type { Atto } from "@/lib/savings/savings";
import { monthRange, type Range, spanRange } from "@/lib/spend/range";
import { cumulative } from "@/lib/spend/series";
import { narrowed } from "@/lib/spend/view";
import { baselineName, breakdowns, money, nameOf, type View } from "./shown";

const mostRows = 12;

/** The savings by model, team, project …: most avoided first, the total tying out. */
export function Breakdown({ view, rows, by }: { view: View; rows: readonly SavingsRow[]; by: (typeof breakdowns)[number] }) {
  const { t, locale, found, hrefTo } = view;
  const { total, baseline } = found;
  const covered = rows.filter((row) => row.list !== 0n || row.reference !== 0n).sort((a, b) => (a.avoided < b.avoided ? 1 : -1));
  const shown = covered.length > mostRows + 1 ? covered.slice(0, mostRows) : covered;
  const rest = covered.slice(shown.length);
  const dearer = by === "model" ? covered.filter((row) => row.avoided < 0n) : [];
  const widest = shown.reduce((most, { list, reference }) => [list, reference].reduce((a, b) => (b > a ? b : a), most), 1n);
  const width = (amount: Atto) => `${Number((1000n * amount) / widest) / 10}%`;
  const sum = (name: keyof Amounts) => rest.reduce((all, row) => all + row[name], 0n);
  const title = t(`by.${by}`);
  return (
    <section id="by">
      <div className="sh">
        <h2>{title}</h2>
        <span className="sp" />
        <Segments
          label={t("breakdown")}
          choices={breakdowns.map((key) => ({ key, label: t(`one.${key}`), href: `${hrefTo({ groupBy: key })}#by`, isCurrent: key === by }))}
        />
      </div>
      <Scroller label={title}>
        <table aria-label={title}>
          <TableHead columns={[t(`one.${by}`), ...amountColumns(view)]} />
          <tbody>
            {shown.map((row) => (
              <tr key={JSON.stringify(row.dimensions)}>
                <td>
                  <Name view={view} row={row} by={by} />
                  <div className="two" aria-hidden="true" style={{ marginTop: 4 }}>
                    <i className="f" style={{ width: width(row.list) }} />
                    <i className="o" style={{ width: width(row.reference) }} />
                  </div>
                </td>
                <Amounts amounts={row} times={row.times} locale={locale} href={explained(view, row, by)} />
              </tr>
            ))}
            {rest.length > 0 && (
              <tr className="quiet">
                <td>{t("otherRows", { count: rest.length })}</td>
                <Amounts
                  amounts={{
                    ...{ list: sum("list"), reference: sum("reference") },
                    ...{ avoided: sum("avoided"), discount: sum("discount"), cacheEffect: sum("cacheEffect") },
                  }}
                  times={null}
                  locale={locale}
                  href={explainedRest(view, shown, by)}
                />
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("coveredTotal")}</td>
              <Amounts amounts={total} times={total.times} locale={locale} href={view.explainedHref({})} isTotal />
            </tr>
          </tfoot>
        </table>
      </Scroller>
      <div style={{ marginTop: 12, display: "grid", gap: 4 }}>
        {dearer.map((row) => (
          <p className="note" key={JSON.stringify(row.dimensions)}>
            {t("dearer", { model: nameOf(view, "model", row.dimensions), difference: money(-row.avoided, locale), baseline: baselineName(view) })}
          </p>
        ))}
        {total.fallbackTokens > 0n && (
          <p className="note">
            <span className="dag">†</span> {t("fallback", { model: baseline.name, tokens: format.tokens(total.fallbackTokens, locale) })}
          </p>
        )}
        <p className="note">{t("noteRounded")}</p>
      </div>
    </section>
  );
}

/** The titles of what a row cost and what was saved, as `Amounts` shows them. */
function amountColumns(view: View): Column[] {
  const { t } = view;
  return [
    { title: t("atList"), className: "n" },
    { title: onBaseline(view), className: "n" },
    { title: t("avoidedColumn"), className: "n" },
    { title: t("times"), className: "n hp" },
    { title: t("discountColumn"), className: "n hp" },
    { title: t("cacheColumn"), className: "n hp" },
  ];
}

/** The savings month by month, with what was avoided so far. */
export function Months({ view, rows }: { view: View; rows: readonly SavingsRow[] }) {
  const { t, locale, found } = view;
  const running = cumulative(rows.map(({ avoided }) => avoided));
  return (
    <section>
      <Scroller label={t("byMonth")}>
        <div className="sh">
          <h2>{t("byMonth")}</h2>
        </div>
        <table aria-label={t("byMonth")}>
          <TableHead columns={[t("month"), ...amountColumns(view), { title: t("upTo"), className: "n" }]} />
          <tbody>
            {rows.map((row, index) => (
              <tr key={row.period}>
                <td>{format.month(row.period ?? "", locale)}</td>
                <Amounts
                  amounts={row}
                  times={row.times}
                  locale={locale}
                  href={view.explainedHref({ range: partOfRange(view.asked.range, row.period ?? "") })}
                />
                <td className="n s">{money(running[index] ?? 0n, locale, { signed: true })}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("coveredTotal")}</td>
              <Amounts amounts={found.total} times={found.total.times} locale={locale} href={view.explainedHref({})} isTotal />
              <td className="n" />
            </tr>
          </tfoot>
        </table>
      </Scroller>
    </section>
  );
}

type Amounts = Pick<SavingsRow, "list" | "reference" | "avoided" | "discount" | "cacheEffect">;

type AmountsProps = { amounts: Amounts; times: string | null; locale: View["locale"]; href: string; isTotal?: boolean };

/** The figures of a row; both costs open down to tokens × price at `href`. */
function Amounts({ amounts, times, locale, href, isTotal = false }: AmountsProps) {
  const cost = (amount: Atto) => (
    <a className="cost" href={href}>
      {money(amount, locale)}
    </a>
  );
  const avoided = money(amounts.avoided, locale, { signed: true });
  return (
    <>
      <td className="n">{cost(amounts.list)}</td>
      <td className="n s">{cost(amounts.reference)}</td>
      <td className="n b">{isTotal ? <span className="dblr">{avoided}</span> : avoided}</td>
      <td className="n s hp">{times === null ? "—" : format.times(times, locale)}</td>
      <td className="n s hp">{money(amounts.discount, locale)}</td>
      <td className="n s hp">{money(amounts.cacheEffect, locale)}</td>
    </>
  );
}

function Name({ view, row, by }: { view: View; row: SavingsRow; by: (typeof breakdowns)[number] }) {
  const name = nameOf(view, by, row.dimensions);
  const value = row.dimensions[by] ?? null;
  const { asked, hrefTo } = view;
  return by === "model" || asked.filters[by]?.includes(value) ? name : <a href={hrefTo(narrowed(asked, by, value))}>{name}</a>;
}

function onBaseline(view: View): string {
  return view.found.baselines.length > 1 ? view.t("onBaselines") : view.t("onBaseline", { model: baselineName(view) });
}

function explained(view: View, { dimensions }: SavingsRow, by: (typeof breakdowns)[number]): string {
  const own = by === "model" ? { provider: [dimensions.provider ?? null], model: [dimensions.model ?? null] } : { [by]: [dimensions[by] ?? null] };
  return view.explainedHref({ filters: { ...view.asked.filters, ...own } });
}

/** Where all rows but those that are shown are explained. */
function explainedRest(view: View, shown: readonly SavingsRow[], by: (typeof breakdowns)[number]): string {
  const { excluded } = view.asked;
  const left = shown.map(({ dimensions }) => {
    const value = dimensions[by] ?? null;
    const isListed = by === "model" && bookModel(view.book, dimensions.provider ?? "", value ?? "");
    return isListed ? `${dimensions.provider}/${value}` : value;
  });
  return view.explainedHref({ excluded: { ...excluded, [by]: [...(excluded[by] ?? []), ...left] } });
}

/** The days of a range that are in one of its months. */
function partOfRange({ from, to }: Range, month: Month): Range {
  const [first, end] = [`${month}-01`, `${addMonths(month, 1)}-01`];
  return first >= from && end <= to ? monthRange(month) : spanRange(first < from ? from : first, end > to ? to : end);
}
