import type { ReactNode } from "react";
import { Narrowing } from "@/components/spend/narrowing";
import { Scroller } from "@/components/ui/scroller";
import { Segments } from "@/components/ui/segments";
import { type SortableColumn, type SortableRow, SortableTable } from "@/components/ui/sortable-table";
import * as format from "@/lib/i18n/format";
import { millionths } from "@/lib/money";
import { addDays, addMonths, type Month } from "@/lib/period";
import { bookModel } from "@/lib/pricing/book";
import type { SavingsRow } from "@/lib/savings/queries";
import type { Atto } from "@/lib/savings/savings";
import { inOrder, type SortValue } from "@/lib/sorts";
import { monthRange, type Range, spanRange } from "@/lib/spend/range";
import { cumulative } from "@/lib/spend/series";
import { narrowed } from "@/lib/spend/view";
import { sortingOf } from "../spend/shown";
import { KeptTable } from "./kept-table";
import { baselineName, breakdowns, money, nameOf, type View } from "./shown";

const mostRows = 12;

type By = (typeof breakdowns)[number];

/** The savings by model, team, project …: most avoided first, the total tying out. */
export function Breakdown({ view, rows, by }: { view: View; rows: readonly SavingsRow[]; by: By }) {
  const { t, locale, asked, found, hrefTo } = view;
  const { total } = found;
  const covered = rows.filter((row) => row.list !== 0n || row.reference !== 0n).sort((a, b) => (a.avoided < b.avoided ? 1 : -1));
  const ordered = inOrder(covered, asked.sorts.savings, {
    language: locale,
    keyOf: (row, column) => valuesOf(nameOf(view, by, row.dimensions), row)[column],
  });
  const shown = ordered.length > mostRows + 1 ? ordered.slice(0, mostRows) : ordered;
  const rest = ordered.slice(shown.length);
  const dearer = by === "model" ? covered.filter((row) => row.avoided < 0n) : [];
  const widest = shown.reduce((most, { list, reference }) => [list, reference].reduce((a, b) => (b > a ? b : a), most), 1n);
  const width = (amount: Atto) => `${Number((1000n * amount) / widest) / 10}%`;
  const sum = (name: keyof Amounts) => rest.reduce((all, row) => all + row[name], 0n);
  const title = t(`by.${by}`);
  const line = (row: SavingsRow): SortableRow => ({
    key: JSON.stringify(row.dimensions),
    cells: [
      <div key="name">
        <Name view={view} row={row} by={by} />
        <div className="two" aria-hidden="true" style={{ marginTop: 4 }}>
          <i className="f" style={{ width: width(row.list) }} />
          <i className="o" style={{ width: width(row.reference) }} />
        </div>
      </div>,
      ...amountCells(row, { times: row.times, locale, href: explained(view, row, by) }),
    ],
    values: Object.values(valuesOf(nameOf(view, by, row.dimensions), row)),
  });
  const folded = (): SortableRow => {
    const amounts = {
      ...{ list: sum("list"), reference: sum("reference"), avoided: sum("avoided") },
      ...{ discount: sum("discount"), cacheEffect: sum("cacheEffect") },
    };
    return {
      ...{ key: "rest", className: "quiet" },
      cells: [t("otherRows", { count: rest.length }), ...amountCells(amounts, { times: null, locale, href: explainedRest(view, shown, by) })],
    };
  };
  return (
    <section id="by">
      <div className="sh">
        <h2>{title}</h2>
        <span className="sp" />
        <Segments
          label={t("breakdown")}
          choices={breakdowns.map((key) => ({ key, label: t(`one.${key}`), href: `${hrefTo({ groupBy: key })}#by`, isCurrent: key === by }))}
        />
        <KeptTable view={view} name="savings" title={title} />
      </div>
      <Scroller label={title}>
        <SortableTable
          id="savings"
          label={title}
          columns={[{ key: "name", title: t(`one.${by}`), sorts: "text" }, ...amountColumns(view)]}
          rows={[...shown.map(line), ...(rest.length > 0 ? [folded()] : [])]}
          foot={[t("coveredTotal"), ...amountCells(total, { times: total.times, locale, href: view.explainedHref({}), isTotal: true })]}
          order={{ column: "avoided", isDescending: true }}
          sorting={sortingOf(asked, hrefTo)}
          locale={locale}
        />
      </Scroller>
      <div style={{ marginTop: 12, display: "grid", gap: 4 }}>
        {dearer.map((row) => (
          <p className="note" key={JSON.stringify(row.dimensions)}>
            {t("dearer", { model: nameOf(view, "model", row.dimensions), difference: money(-row.avoided, locale), baseline: baselineName(view) })}
          </p>
        ))}
        {total.fallbackTokens > 0n && (
          <p className="note">
            <span className="dag">†</span> {t("fallback", { model: baselineName(view), tokens: format.tokensNamed(total.fallbackTokens, locale) })}
          </p>
        )}
        <p className="note">{t("noteRounded")}</p>
      </div>
    </section>
  );
}

/** The titles of what a row cost and what was saved, as `amountCells` shows them. */
function amountColumns(view: View): SortableColumn[] {
  const { t } = view;
  const number = { className: "n", sorts: "number" as const };
  return [
    { key: "list", title: t("atList"), ...number },
    { key: "reference", title: onBaseline(view), ...number, cell: "s" },
    { key: "avoided", title: t("avoidedColumn"), ...number, cell: "b" },
    { key: "times", title: t("times"), ...number, className: "n hp", cell: "s" },
    { key: "discount", title: t("discountColumn"), ...number, className: "n hp", cell: "s" },
    { key: "cache", title: t("cacheColumn"), ...number, className: "n hp", cell: "s" },
  ];
}

/** What a row is sorted by, column by column. */
function valuesOf(name: string, { list, reference, avoided, times, discount, cacheEffect }: SavingsRow): Record<string, SortValue> {
  return { name, list, reference, avoided, times: times === null ? null : millionths(times), discount, cache: cacheEffect };
}

/** The savings step by step, by day or by month, with what was avoided so far. */
export function Steps({ view, rows, step, title }: { view: View; rows: readonly SavingsRow[]; step: "day" | "month"; title: string }) {
  const { t, locale, asked, found, hrefTo, explainedHref } = view;
  const running = cumulative(rows.map(({ avoided }) => avoided));
  const named = (period: string) => (step === "month" ? format.month(period, locale) : format.day(period, locale, { short: true }));
  return (
    <>
      <div className="sh">
        <h2>{title}</h2>
        <KeptTable view={view} name="savings-trend" title={title} step={step} />
      </div>
      <Scroller label={title}>
        <SortableTable
          id={`savings-${step}s`}
          label={title}
          columns={[
            { key: "name", title: t(step), cell: "t", sorts: "text" },
            ...amountColumns(view),
            { key: "running", title: t("upTo"), className: "n", cell: "s" },
          ]}
          rows={rows.map((row, index) => {
            const period = row.period ?? "";
            const range = step === "month" ? partOfRange(asked.range, period) : spanRange(period, addDays(period, 1));
            return {
              key: period,
              cells: [
                <a key="name" href={hrefTo({ range })}>
                  {named(period)}
                </a>,
                ...amountCells(row, { times: row.times, locale, href: explainedHref({ range }) }),
                money(running[index] ?? 0n, locale, { signed: true }),
              ],
              values: [...Object.values(valuesOf(period, row)), null],
            };
          })}
          foot={[t("coveredTotal"), ...amountCells(found.total, { times: found.total.times, locale, href: explainedHref({}), isTotal: true }), null]}
          order={{ column: "name", isDescending: false }}
          sorting={sortingOf(asked, hrefTo)}
          locale={locale}
        />
      </Scroller>
    </>
  );
}

type Amounts = Pick<SavingsRow, "list" | "reference" | "avoided" | "discount" | "cacheEffect">;

/** The figures of a row; both costs open down to tokens × price at `href`. */
function amountCells(
  amounts: Amounts,
  { times, locale, href, isTotal = false }: { times: string | null; locale: View["locale"]; href: string; isTotal?: boolean },
): ReactNode[] {
  const cost = (key: string, amount: Atto) => (
    <a className="cost" href={href} key={key}>
      {money(amount, locale)}
    </a>
  );
  const avoided = money(amounts.avoided, locale, { signed: true });
  return [
    cost("list", amounts.list),
    cost("reference", amounts.reference),
    isTotal ? (
      <span className="dblr" key="avoided">
        {avoided}
      </span>
    ) : (
      avoided
    ),
    times === null ? "—" : format.times(times, locale),
    money(amounts.discount, locale),
    money(amounts.cacheEffect, locale),
  ];
}

function Name({ view, row: { dimensions }, by }: { view: View; row: SavingsRow; by: By }) {
  const { asked, hrefTo } = view;
  const name = nameOf(view, by, dimensions);
  const value = filterValue(view, dimensions, by);
  return <Narrowing href={asked.filters[by]?.includes(value) ? null : hrefTo(narrowed(asked, by, value))}>{name}</Narrowing>;
}

function onBaseline(view: View): string {
  return view.found.baselines.length > 1 ? view.t("onBaselines") : view.t("onBaseline", { model: baselineName(view) });
}

function explained(view: View, { dimensions }: SavingsRow, by: By): string {
  const own = by === "model" ? { provider: [dimensions.provider ?? null], model: [dimensions.model ?? null] } : { [by]: [dimensions[by] ?? null] };
  return view.explainedHref({ filters: { ...view.asked.filters, ...own } });
}

/** Where all rows but those that are shown are explained. */
function explainedRest(view: View, shown: readonly SavingsRow[], by: By): string {
  const { excluded } = view.asked;
  const left = shown.map(({ dimensions }) => filterValue(view, dimensions, by));
  return view.explainedHref({ excluded: { ...excluded, [by]: [...(excluded[by] ?? []), ...left] } });
}

/** What a filter calls a value: a model the book knows by its provider and id, another as it was sent. */
function filterValue({ book }: View, dimensions: SavingsRow["dimensions"], by: By): string | null {
  const value = dimensions[by] ?? null;
  const isListed = by === "model" && bookModel(book, dimensions.provider ?? "", value ?? "");
  return isListed ? `${dimensions.provider}/${value}` : value;
}

/** The days of a range that are in one of its months. */
function partOfRange({ from, to }: Range, month: Month): Range {
  const [first, end] = [`${month}-01`, `${addMonths(month, 1)}-01`];
  return first >= from && end <= to ? monthRange(month) : spanRange(first < from ? from : first, end > to ? to : end);
}
