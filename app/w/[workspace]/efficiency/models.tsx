import { Narrowing } from "@/components/spend/narrowing";
import { Scroller } from "@/components/ui/scroller";
import { type SortableRow, SortableTable } from "@/components/ui/sortable-table";
import { Sparkline } from "@/components/ui/sparkline";
import { TableActions } from "@/components/ui/table-actions";
import type { EfficiencyRow, EfficiencyTotal } from "@/lib/efficiency/queries";
import { tableAddress } from "@/lib/exports/address";
import * as format from "@/lib/i18n/format";
import { explainDaysAddress } from "@/lib/spend/address";
import { modelLabel } from "../spend/data";
import { sortingOf } from "../spend/shown";
import { type Figure, figureSize, figureText, modelKey, narrowAddress, type View } from "./shown";

const shownFigures = [
  "costPerRequest",
  "costPerThousandOutput",
  "pricePerMillion",
  "cachedPercent",
  "batchPercent",
] as const satisfies readonly Figure[];

/** The same figures model by model: the dearest first, what has no price last, each cost open to its prices. */
export function Models({ view }: { view: View }) {
  const { data, asked, slug, locale, t, words, copying, search } = view;
  const title = t("models.title");
  const { range } = asked.view;
  const cost = (of: EfficiencyRow | EfficiencyTotal, picked: typeof asked.picked) =>
    of.amounts.cost === null ? (
      <a className="unp" href={`/w/${slug}/settings/prices/unpriced`}>
        {words("unpricedWord")}
      </a>
    ) : (
      <a className="cost" href={explainDaysAddress(slug, range, picked, asked.known.text)}>
        {format.money(of.amounts.cost, locale)}
      </a>
    );
  const rows = data.models.map((row): SortableRow => {
    const { provider = null, model = null } = row.dimensions;
    const label = modelLabel(data.book, modelKey(row.dimensions));
    const filters = { ...asked.picked.filters, provider: [provider], model: [model] };
    return {
      key: modelKey(row.dimensions),
      className: row.amounts.cost === null ? "unpriced" : undefined,
      cells: [
        <Narrowing href={narrowAddress(view, row.dimensions)} key="name">
          {label}
        </Narrowing>,
        <Sparkline key="trend" values={trendOf(view, row)} />,
        cost(row, { ...asked.picked, filters }),
        ...shownFigures.map((figure) => figureText(row, figure, locale)),
      ],
      ...(row.amounts.cost !== null && { values: [label, null, row.amounts.cost, ...shownFigures.map((figure) => figureSize(row, figure))] }),
    };
  });
  return (
    <section>
      <div className="sh">
        <h2>{title}</h2>
        <TableActions table={title} hrefs={tableAddress(slug, "efficiency-models", search)} words={copying} />
      </div>
      <Scroller label={title}>
        <SortableTable
          id="models"
          label={title}
          columns={[
            { key: "name", title: words("model"), sorts: "text" },
            { key: "trend", title: t("models.trend"), className: "hp" },
            { key: "cost", title: words("cost"), className: "n", sorts: "number" },
            { key: "per-request", title: t("models.perRequest"), className: "n", sorts: "number" },
            { key: "per-thousand-out", title: t("models.perThousandOutput"), className: "n hp", sorts: "number" },
            { key: "per-million", title: t("models.perMillion"), className: "n", sorts: "number" },
            { key: "cached", title: t("models.cached"), className: "n hp", sorts: "number" },
            { key: "batch", title: t("models.batch"), className: "n hp", sorts: "number" },
          ]}
          rows={rows}
          foot={[
            words("total"),
            null,
            <span className="dblr" key="cost">
              {data.total.amounts.cost === null ? "—" : format.money(data.total.amounts.cost, locale)}
            </span>,
            ...shownFigures.map((figure) => figureText(data.total, figure, locale)),
          ]}
          order={{ column: "cost", isDescending: true }}
          sorting={sortingOf(asked.view, view.hrefTo)}
          locale={locale}
        />
      </Scroller>
    </section>
  );
}

/** The price paid, step by step; a gap where the model was not used. */
function trendOf({ data }: View, { dimensions }: EfficiencyRow): (bigint | null)[] {
  const key = modelKey(dimensions);
  const own = new Map(data.modelSteps.filter((row) => modelKey(row.dimensions) === key).map((row) => [row.period, row.pricePerMillion]));
  return data.steps.map(({ label }) => own.get(label) ?? null);
}
