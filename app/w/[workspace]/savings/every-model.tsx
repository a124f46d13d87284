import { Scroller } from "@/components/ui/scroller";
import { type SortableColumn, type SortableRow, SortableTable } from "@/components/ui/sortable-table";
import * as format from "@/lib/i18n/format";
import { millionths } from "@/lib/money";
import type { ModelSavings } from "@/lib/savings/queries";
import { inOrder, type SortValue } from "@/lib/sorts";
import { sortingOf } from "../spend/shown";
import { KeptTable } from "./kept-table";
import { during, money, type View } from "./shown";

const shownFirst = 12;

/** What the same usage would have cost on every model of the book, cheapest first. */
export function EveryModel({ view, models }: { view: View; models: readonly ModelSavings[] }) {
  const { t, locale, asked, hrefTo } = view;
  const title = t("everyModel");
  const measured = inOrder(
    models.filter(({ total }) => total.times !== null),
    asked.sorts[tableName],
    { language: locale, keyOf: (row, column) => valuesOf(row)[column] },
  );
  const others = models.filter(({ total }) => total.times === null);
  const [first, more] = [measured.slice(0, shownFirst), measured.slice(shownFirst)];
  const shared = { order: { column: "times", isDescending: false }, sorting: sortingOf(asked, hrefTo), locale, foot: [] };
  const columns = columnsOf(view);
  return (
    <section id="every-model">
      <div className="sh">
        <h2>{title}</h2>
        <KeptTable view={view} name="savings-models" title={title} />
      </div>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 12 }}>
        {t("everyModelBody", { during: during(asked.range, locale, t) })}
      </p>
      <Scroller label={title}>
        <SortableTable {...shared} id={tableName} label={title} columns={columns} rows={first.map((row) => rowOf(view, row))} widths={widths} />
        {more.length > 0 && (
          <details open={asked.sorts[tableName] !== undefined}>
            <summary>{t("moreModels", { count: more.length })}</summary>
            <SortableTable
              {...shared}
              id={`${tableName}-more`}
              label={t("moreModels", { count: more.length })}
              columns={columns.map(({ sorts: _, ...column }) => column)}
              rows={more.map((row) => rowOf(view, row))}
              widths={widths}
            />
          </details>
        )}
      </Scroller>
      <div style={{ marginTop: 12, display: "grid", gap: 4 }}>
        <p className="note">{t("differenceNote")}</p>
        {others.length > 0 && (
          <p className="note">{t("notThen", { count: others.length, names: others.map(({ model }) => model.name).join(", ") })}</p>
        )}
      </div>
    </section>
  );
}

const tableName = "models";
/** Of the first column, so that both tables stand under each other. */
const widths = ["40%"];

function columnsOf({ t }: View): SortableColumn[] {
  const number = { className: "n", sorts: "number" as const };
  return [
    { key: "name", title: t("model"), sorts: "text" },
    { key: "cost", title: t("wouldCost"), ...number },
    { key: "difference", title: t("difference"), ...number, cell: "b" },
    { key: "times", title: t("times"), ...number, className: "n hp", cell: "s" },
    { key: "covered", title: t("coverage"), ...number, className: "n hp", cell: "s" },
  ];
}

function valuesOf({ model, total }: ModelSavings): Record<string, SortValue> {
  return {
    ...{ name: model.name, cost: total.reference, difference: total.avoided, times: total.times === null ? null : millionths(total.times) },
    covered: total.tokens - total.coverage.excluded.reduce((sum, { tokens }) => sum + tokens, 0n),
  };
}

function rowOf({ t, locale, slug, found, hrefTo }: View, row: ModelSavings): SortableRow {
  const { model, total } = row;
  const id = `${model.provider}/${model.id}`;
  const isUsed = found.rows.some(({ dimensions }) => `${dimensions.provider}/${dimensions.model}` === id);
  return {
    key: id,
    cells: [
      <span key="name">
        <a href={`/w/${slug}/models/${encodeURIComponent(model.provider)}/${encodeURIComponent(model.id)}`}>{model.name}</a>{" "}
        <span className="s">{model.provider}</span> {isUsed && <span className="chip">{t("usedHere")}</span>}
      </span>,
      <a className="cost" key="cost" href={`${hrefTo({})}&baseline=${encodeURIComponent(id)}`}>
        {money(total.reference, locale)}
      </a>,
      money(total.avoided, locale, { signed: true }),
      total.times === null ? "—" : format.times(total.times, locale),
      format.percent(total.coverage.tokensPercent, locale),
    ],
    values: Object.values(valuesOf(row)),
  };
}
