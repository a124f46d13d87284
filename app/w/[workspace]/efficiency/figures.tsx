import { type FigureRow, FiguresTable } from "@/components/efficiency/figures-table";
import { Narrowing } from "@/components/spend/narrowing";
import { Scroller } from "@/components/ui/scroller";
import { type SortableRow, SortableTable } from "@/components/ui/sortable-table";
import { TableActions } from "@/components/ui/table-actions";
import type { Efficiency } from "@/lib/efficiency/efficiency";
import { tableAddress } from "@/lib/exports/address";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { dollars, ratio } from "@/lib/money";
import { change } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";
import { sortingOf } from "../spend/shown";
import { stopsOf } from "../spend/stops";
import { type Figure, figureSize, figures, figureText, type View } from "./shown";

const names = Object.keys(figures) as Figure[];

/** What a unit costs: each figure with its trend, what it was, and what it rests on; and the same step by step. */
export function Figures({ view, before }: { view: View; before: string | null }) {
  const { data, slug, t, copying, search } = view;
  const title = t("figures.title");
  return (
    <section>
      <div className="sh">
        <h2>{title}</h2>
        {before && <span className="m">{t("figures.against", { range: before })}</span>}
        <TableActions table={title} hrefs={tableAddress(slug, "efficiency-trend", search)} words={copying} />
      </div>
      <FiguresTable
        label={title}
        rows={names.map((figure) => rowOf(view, figure))}
        isCompared={data.fair !== null}
        words={{
          ...{ figure: t("figures.figure"), trend: t("figures.trend"), now: t("figures.now") },
          ...{ before: t("figures.before"), change: t("figures.change") },
        }}
      />
      <Steps view={view} />
    </section>
  );
}

function rowOf(view: View, figure: Figure): FigureRow {
  const { data, locale, t } = view;
  const value = data.total[figure];
  return {
    key: figure,
    label: t(`figures.${figure}`),
    basis: basisOf(view, figure),
    trend: data.steps.map(({ row }) => row && figureSize(row, figure)),
    now: figureText(data.total, figure, locale),
    exact: typeof value === "bigint" ? `$${dollars(value)}` : value && `${value}%`,
    before: data.fair ? figureText(data.fair.previous, figure, locale) : "—",
    change: data.fair ? changeOf(view, data.fair.current, data.fair.previous, figure) : "—",
  };
}

/** A price by how many per cent, what was saved by how much, a share by how many points. */
function changeOf({ locale, t }: View, current: Efficiency, previous: Efficiency, figure: Figure): string {
  const [now, before] = [figureSize(current, figure), figureSize(previous, figure)];
  if (now === null || before === null) return "—";
  if (figures[figure] === "saved") return format.money(now - before, locale, { signed: true });
  if (figures[figure] === "percent") return t("figures.points", { points: signed(ratio(now - before, 1_000_000n, 1) ?? "0", locale) });
  const percent = change(now, before);
  return percent === null ? "—" : format.percent(String(percent), locale, { signed: true });
}

function signed(text: string, locale: Locale): string {
  const shown = format.rounded(text, 1, locale);
  return /^[1-9]|^0.[1-9]/.test(shown) ? `+${shown}` : shown;
}

/** What a figure rests on, or why it is unknown. */
function basisOf({ data: { total }, locale, t }: View, figure: Figure): string {
  const { users, amounts, tokens } = total;
  const isCached = tokens.cache_read + tokens.cache_write_5m + tokens.cache_write_1h > 0n;
  const money = (amount: bigint | null) => format.money(amount ?? 0n, locale);
  const percent = (text: string | null) => (text === null ? "—" : format.percent(text, locale, { places: 1 }));
  const named = (count: bigint) => format.tokensNamed(count, locale);
  const basis: Record<Figure, () => string> = {
    costPerRequest: () =>
      total.requestsUnknown > 0n
        ? t("figures.requestsUnknown", { rows: Number(total.requestsUnknown) })
        : t("figures.requests", { requests: format.count(total.requests - total.unpriced.requests, locale) }),
    costPerUser: () =>
      users ? t("figures.users", { users: Number(users.count), percent: percent(total.attributedPercent) }) : t("figures.usersUnknown"),
    costPerThousandOutput: () => t("figures.outputBasis"),
    pricePerMillion: () => t("figures.mixBasis", { ratio: total.inputPerOutput === null ? "—" : format.rounded(total.inputPerOutput, 1, locale) }),
    cachedPercent: () => (isCached ? t("figures.written", { percent: percent(total.writtenPercent) }) : t("figures.noCache")),
    cacheEffect: () =>
      isCached
        ? t((total.cacheEffect ?? 0n) < 0n ? "figures.cacheLoss" : "figures.cacheBasis", {
            reads: money(amounts.cache_reads),
            writes: money(-(amounts.cache_writes ?? 0n)),
          })
        : t("figures.noCache"),
    batchPercent: () => (amounts.batch_tokens ? named(amounts.batch_tokens) : t("figures.noBatch")),
    batchSaved: () => (amounts.batch_tokens ? t("figures.batchBasis") : t("figures.noBatch")),
    outputPercent: () =>
      t("figures.outputTokens", { tokens: format.tokens(tokens.output, locale), input: format.tokens(totalTokens(tokens) - tokens.output, locale) }),
  };
  return basis[figure]();
}

/** Every step of time, for those who do not see the trends. */
function Steps({ view }: { view: View }) {
  const { data, asked, zone, locale, t, words, hrefTo } = view;
  const { step } = asked.view;
  const stops = stopsOf({ asked: asked.view, zone, locale, t: words, hrefTo }, data.buckets);
  const rows: SortableRow[] = data.steps.map(({ label, row }, index) => ({
    key: label,
    cells: [
      <Narrowing key="step" href={stops[index]?.href}>
        {stops[index]?.short}
      </Narrowing>,
      ...names.map((figure) => (row ? figureText(row, figure, locale) : "—")),
    ],
    values: [label, ...names.map((figure) => row && figureSize(row, figure))],
  }));
  return (
    <details style={{ marginTop: 12 }} open={asked.view.sorts.steps !== undefined}>
      <summary style={{ marginBottom: 10 }}>{t("steps.asTable")}</summary>
      <Scroller label={t("steps.title")}>
        <SortableTable
          id="steps"
          label={t("steps.title")}
          columns={[
            { key: "step", title: t(`steps.${step}`), cell: "id t", sorts: "text" },
            ...names.map((figure) => ({ key: figure, title: t(`figures.${figure}`), className: "n", sorts: "number" as const })),
          ]}
          rows={rows}
          foot={[words("total"), ...names.map((figure) => figureText(data.total, figure, locale))]}
          order={{ column: "step", isDescending: false }}
          sorting={sortingOf(asked.view, hrefTo)}
          locale={locale}
        />
      </Scroller>
    </details>
  );
}
