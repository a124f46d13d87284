import { pixelUnitPrice, type StepsDrawing } from "@/components/charts/drawing";
import { StepsChart } from "@/components/charts/steps-chart";
import { Scroller } from "@/components/ui/scroller";
import { SortableTable, type Sorting } from "@/components/ui/sortable-table";
import { TableActions } from "@/components/ui/table-actions";
import { tableAddress } from "@/lib/exports/address";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import type { Pico } from "@/lib/money";
import { addMonths, dayOf, type Instant, isoInstant, monthOf } from "@/lib/period";
import { priceSteps } from "@/lib/pricing/history";
import type { Price } from "@/lib/pricing/price";
import type { View } from "./view";

/** The price in steps, the workspace's own beside it: drawn, and as a table. */
export function History({ view: { slug, book, rules, model, zone, locale, t, at }, sorting }: { view: View; sorting: Sorting }) {
  const steps = priceSteps(book, rules, model);
  const current = steps.findLast(({ startsAt }) => startsAt === null || startsAt <= at)?.price ?? null;
  const starts = steps.flatMap(({ startsAt }) => startsAt ?? []);
  const year = 365 * 86_400_000;
  const from = Math.min(at - year, ...starts.map((start) => start - year / 12));
  const to = Math.max(at, ...starts.map((start) => start + year / 12));
  const price = (amount: Pico | undefined) => (amount === undefined ? "—" : format.unitPrice(amount, locale));
  const line = (label: string, color: string, isDashed: boolean, of: (price: Price) => Pico) => {
    const points = steps.map((step) => ({ x: Math.max(from, step.startsAt ?? from), y: pixelUnitPrice(step.price && of(step.price)) }));
    return { label, color, isDashed, points: [...points, { x: to, y: points.at(-1)?.y ?? null }] };
  };
  const hasOwn = steps.some((step) => step.price?.rule);
  const drawing: StepsDrawing = {
    ...{ from, to },
    lines: [
      line(t("chartOutput"), "--c1", false, ({ list }) => list.output),
      line(t("chartInput"), "--c2", false, ({ list }) => list.input),
      ...(hasOwn
        ? [line(t("yourOutput"), "--c1", true, ({ prices }) => prices.output), line(t("yourInput"), "--c2", true, ({ prices }) => prices.input)]
        : []),
    ],
    ticks: quarters(from, to).map((month) => ({ at: Date.parse(`${month}-01T00:00Z`), label: format.month(month, locale) })),
  };
  const sentence = t("historySentence", { model: model.name, input: price(current?.prices.input), output: price(current?.prices.output) });
  const since = (startsAt: Instant | null) => (startsAt === null ? t("always") : format.day(dayOf(startsAt, zone), locale));
  const readings = steps.map(({ startsAt, price: own }) =>
    t("chartReading", { since: since(startsAt), input: price(own?.prices.input), output: price(own?.prices.output) }),
  );
  const search = `?${new URLSearchParams({ provider: model.provider, model: model.id })}`;
  return (
    <section>
      <div className="sh">
        <h2>{t("history")}</h2>
        <span className="m">{sentence}</span>
      </div>
      <StepsChart label={sentence} hint={t("chartKeys")} drawing={drawing} readings={readings} locale={locale} />
      <ul className="legend" style={{ display: "flex", gap: 20, flexWrap: "wrap", margin: "8px 0 14px" }}>
        {drawing.lines.map(({ label, color, isDashed }) => (
          <li key={label}>
            <i className={`sw ${isDashed ? "out" : ""}`} style={{ "--k": `var(${color})` } as React.CSSProperties} />
            <span>{label}</span>
          </li>
        ))}
      </ul>
      <div className="sh">
        <TableActions table={t("history")} hrefs={tableAddress(slug, "price-history", search)} words={messagesOf(locale).common.copying} />
      </div>
      <Scroller label={t("history")}>
        <SortableTable
          id="history"
          label={t("history")}
          columns={[
            { key: "from", title: t("from"), sorts: "text" },
            ...drawing.lines.map(({ label }, place) => ({ key: `price-${place + 1}`, title: label, className: "n", sorts: "number" as const })),
            { key: "by", title: t("by"), cell: "s" },
          ]}
          rows={steps.toReversed().map(({ startsAt, price: own }) => {
            const prices = own ? [own.list.output, own.list.input, ...(hasOwn ? [own.prices.output, own.prices.input] : [])] : [];
            return {
              key: String(startsAt ?? "always"),
              cells: [
                since(startsAt),
                ...drawing.lines.map((_, place) => price(prices[place])),
                <By key="by" slug={slug} price={own} rule={t("byRule")} />,
              ],
              values: [startsAt === null ? "" : isoInstant(startsAt), ...drawing.lines.map((_, place) => prices[place] ?? null), null],
            };
          })}
          foot={[]}
          order={{ column: "from", isDescending: true }}
          sorting={sorting}
          locale={locale}
        />
      </Scroller>
    </section>
  );
}

/** Who says so: the source of the price, or a rule of the workspace's. */
function By({ slug, price, rule }: { slug: string; price: Price | null; rule: string }) {
  return price?.rule ? <a href={`/w/${slug}/settings/prices`}>{price.rule.note ?? rule}</a> : price?.period?.sources[0]?.name;
}

/** The first months of the quarters between two times. */
function quarters(from: Instant, to: Instant): string[] {
  const months: string[] = [];
  for (let month = monthOf(from, "UTC"); month <= monthOf(to, "UTC"); month = addMonths(month, 1)) {
    if (Number(month.slice(5)) % 3 === 1 && Date.parse(`${month}-01T00:00Z`) >= from) months.push(month);
  }
  return months;
}
