import { type FilterLine, FilterPanel } from "@/components/spend/filter-panel";
import type { Access } from "@/lib/access";
import * as format from "@/lib/i18n/format";
import { type Dimension, dimensions } from "@/lib/spend/dimension";
import { amountOf } from "@/lib/spend/measure";
import { usedValues } from "@/lib/spend/overview";
import { narrowed } from "@/lib/spend/view";
import { keptFrom } from "./head";
import { amountText, filterValue, type Naming, nameOf, type Page } from "./shown";

const mostListed = 200;

/** The dimension whose values are open to be picked; null: none. */
export function filterAsked(parameters: Record<string, string | string[] | undefined>): { by: Dimension; find: string } | null {
  const by = dimensions.find((each) => each === parameters.filter);
  return by ? { by, find: typeof parameters.find === "string" ? parameters.find : "" } : null;
}

/** The values of a dimension in the days that are shown, of what all other filters keep. */
export async function Filter({ view, access, by, find }: { view: Naming; access: Access; by: Dimension; find: string }) {
  const { asked, known, locale, t, hrefTo } = view;
  const rest = { filters: { ...asked.filters }, excluded: { ...asked.excluded } };
  delete rest.filters[by];
  delete rest.excluded[by];
  const used = await usedValues(access, { ...rest, range: asked.range, ...(known.asOf !== undefined && { asOf: known.asOf }) }, by);
  const line = (name: string | null, amount: string): FilterLine => {
    const value = filterValue(view, by, name);
    const alone = { ...asked, ...rest };
    return {
      ...{ value: value ?? "", label: nameOf(view, by, name), amount, narrow: hrefTo(narrowed(alone, by, value)) },
      ...{ isKept: asked.filters[by]?.includes(value) ?? false, isLeftOut: asked.excluded[by]?.includes(value) ?? false },
    };
  };
  const size = (each: (typeof used)[number]) => amountOf(asked.measure, each.sums) ?? -1n;
  const lines = used.toSorted((a, b) => (size(a) < size(b) ? 1 : -1)).map(({ name, sums }) => line(name, amountOrUnpriced(view, sums)));
  const values = new Set(lines.map(({ value }) => value));
  // What is picked and not used in these days stays picked.
  const picked = [...(asked.filters[by] ?? []), ...(asked.excluded[by] ?? [])].filter((value) => !values.has(value ?? ""));
  const all = [...picked.map((value) => line(value, "—")), ...lines];
  const found = all.filter(({ label, isKept, isLeftOut }) => isKept || isLeftOut || label.toLowerCase().includes(find.toLowerCase()));
  return (
    <FilterPanel
      dimension={by}
      title={t("filters.by", { dimension: t(`dimensions.${by}`) })}
      lines={found.slice(0, mostListed)}
      find={find}
      kept={keptFrom(hrefTo({}), [by, `exclude_${by}`])}
      close={hrefTo({})}
      more={found.length > mostListed ? t("filters.more", { count: format.count(found.length - mostListed, locale) }) : ""}
      words={{
        ...{ search: t("filters.search"), find: t("filters.find"), name: t(by), amount: t(asked.measure), only: t("filters.onlyThese") },
        ...{ without: t("filters.withoutThese"), apply: t("filters.apply"), close: t("filters.close"), nothing: t("filters.nothing") },
      }}
    />
  );
}

function amountOrUnpriced({ asked, locale, t }: Page, sums: Parameters<typeof amountOf>[1]): string {
  const amount = amountOf(asked.measure, sums);
  return amount === null ? t("unpricedWord") : amountText(asked.measure, amount, locale);
}
