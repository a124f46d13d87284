import { Scroller } from "@/components/ui/scroller";
import { SortableTable } from "@/components/ui/sortable-table";
import type { Annotation } from "@/lib/annotations/queries";
import { daysPeriod, isoInstant, type Period } from "@/lib/period";
import { cumulative, type Series } from "@/lib/spend/series";
import { amountText, explainOf, nameOf, partOf, rangeOf, sortingOf, type View } from "./shown";
import type { Stop } from "./stops";

/** Bucket by bucket, what the chart draws. */
export function TrendTable({
  view,
  stops,
  totals,
  notesIn,
}: {
  view: View;
  stops: Stop[];
  totals: (bigint | null)[];
  notesIn: (stop: Stop) => Annotation[];
}) {
  const { data, asked, locale, t } = view;
  const { series, before } = data;
  const amount = (value: bigint | null) => amountText(asked.measure, value, locale);
  const whole = daysPeriod(asked.range.from, asked.range.to, view.zone);
  const isCompared = data.comparison !== null;
  const sofar = asked.shape === "cumulative" ? cumulative(totals) : null;
  const when = (stop: Stop) => (
    <div key="when">
      {stop.href ? <a href={stop.href}>{stop.short}</a> : stop.short}
      {notesIn(stop).map(({ id, text }) => (
        <div className="sub wrap" key={id}>
          {text}
        </div>
      ))}
    </div>
  );
  const number = { className: "n", sorts: "number" as const };
  return (
    <Scroller label={t(`each.${asked.step}`)}>
      <SortableTable
        id="trend"
        label={t(`each.${asked.step}`)}
        columns={[
          { key: "when", title: t(`steps.${asked.step}`), cell: "id t", sorts: "text" },
          ...series.map((each, place) => ({ key: `series-${place + 1}`, title: labelOf(view, each), ...number })),
          { key: "total", title: t("total"), ...number, cell: "b" },
          ...(sofar ? [{ key: "sofar", title: t("sofar"), className: "n" }] : []),
          ...(isCompared ? [{ key: "before", title: beforeLabel(view), ...number, cell: "s" }] : []),
        ]}
        rows={stops.map((stop, index) => ({
          key: stop.label,
          cells: [
            when(stop),
            ...series.map((each, place) => (
              <Amount key={`series-${place + 1}`} view={view} amount={each.values[index] ?? null} period={stop.period} of={each} />
            )),
            <Amount key="total" view={view} amount={totals[index] ?? null} period={stop.period} />,
            ...(sofar ? [amount(sofar[index] ?? null)] : []),
            ...(isCompared ? [amount(before[index] ?? null)] : []),
          ],
          values: [
            isoInstant(stop.period.from),
            ...series.map(({ values }) => values[index] ?? null),
            totals[index] ?? null,
            ...(sofar ? [null] : []),
            before[index] ?? null,
          ],
        }))}
        foot={[
          t("total"),
          ...series.map((each, place) => <Amount key={`series-${place + 1}`} view={view} amount={each.total} period={whole} of={each} />),
          <span className="dblr" key="total">
            <Amount view={view} amount={series.reduce((sum, { total }) => sum + total, 0n)} period={whole} />
          </span>,
        ]}
        order={{ column: "when", isDescending: false }}
        sorting={sortingOf(asked, view.hrefTo)}
        locale={locale}
      />
    </Scroller>
  );
}

/** What a series, or all of them, came to in a stretch; a cost opens down to tokens × price. */
function Amount({ view, amount, period, of }: { view: View; amount: bigint | null; period: Period; of?: Series }) {
  const { asked, locale } = view;
  const text = amountText(asked.measure, amount, locale);
  if (asked.measure !== "cost" || !amount) return text;
  return (
    <a className="cost" href={explainOf(view, period, of && partOf(view, asked.groupBy, of, toldApart(view)))}>
      {text}
    </a>
  );
}

/** The names that have a series of their own; Other is the rest. */
export function toldApart({ data: { series } }: View): (string | null)[] {
  return series.filter(({ kind }) => kind !== "other").map(({ name }) => name);
}

/** How a series is called. */
export function labelOf(view: View, { kind, name }: Series): string {
  return kind === "other" ? view.t("other") : nameOf(view, view.asked.groupBy, name);
}

/** The stretch that it is compared with. */
export function beforeLabel(view: View): string {
  const { comparison } = view.data;
  return comparison ? rangeOf(view, comparison.whole, false) : "";
}
