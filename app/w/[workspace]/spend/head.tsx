import { ListFilter, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { AsKnown } from "@/components/spend/as-known";
import { FilterChips } from "@/components/spend/filter-chips";
import { Menu, MenuChoices } from "@/components/ui/menu";
import * as format from "@/lib/i18n/format";
import { dayOf, type Month } from "@/lib/period";
import { type Comparison, comparisonModes } from "@/lib/spend/comparison";
import { type Dimension, dimensions, type Filters } from "@/lib/spend/dimension";
import type { SpendTotal } from "@/lib/spend/spend";
import { narrowed, readmitted, without } from "@/lib/spend/view";
import { Days } from "./days";
import { type Naming, nameOf, type Page, rangeName, rangeOf } from "./shown";

type HeadProps = {
  page: Page;
  title: string;
  /** With usage. */
  months: Month[];
  /** What the shown days are compared with; undefined: there is nothing to compare or to filter yet. */
  comparison?: Comparison | null | undefined;
  /** What can be done with all of it. */
  children?: ReactNode;
};

/** The title of a page about spend, which days are shown, against what, and of which part. */
export function Head({ page, title, months, comparison, children }: HeadProps) {
  const { asked, zone, at, locale, t, hrefTo } = page;
  const { range } = asked;
  const hasUsage = comparison !== undefined;
  return (
    <div className="head">
      <h1>{title}</h1>
      <Days
        {...{ range, months, at, zone, locale, name: rangeName(page) }}
        hrefTo={(other) => hrefTo({ range: other })}
        kept={keptFrom(hrefTo({}), ["period", "step"])}
      />
      {hasUsage && <Compare page={page} comparison={comparison} />}
      {hasUsage && (
        <Menu
          id="filter"
          name={t("filters.filter")}
          label={
            <>
              <ListFilter className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> {t("filters.filter")}
            </>
          }
        >
          <MenuChoices choices={dimensions.map((by) => ({ label: t(by), href: `${hrefTo({})}&filter=${by}#filter-by` }))} />
        </Menu>
      )}
      <span className="sp" />
      {children}
    </div>
  );
}

/** The report of the month that is shown, as a file. */
export function Export({ page: { slug, asked, t } }: { page: Page }) {
  return (
    <a className="btn" href={`/api/w/${slug}/reports/${asked.range.from.slice(0, 7)}.csv`} title={t("exportHint")} download>
      <Upload className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> {t("export")}
    </a>
  );
}

/** What the shown days are compared with, and what else they could be. */
function Compare({ page, comparison }: { page: Page; comparison: Comparison | null }) {
  const { asked, t, hrefTo } = page;
  const isOpen = comparison?.isPartial || asked.compare === "whole";
  const modes = [...comparisonModes, "none" as const].filter((mode) => mode !== "whole" || isOpen);
  const label = comparison ? t("compare.with", { range: rangeOf(page, comparison.previous, comparison.isPartial) }) : t("compare.none");
  return (
    <Menu id="compare" label={label} name={`${t("compare.choose")}: ${label}`}>
      <MenuChoices
        choices={modes.map((mode) => ({
          ...{ label: t(mode === "previous" && isOpen ? "compare.elapsed" : `compare.${mode}`), href: hrefTo({ compare: mode }) },
          isCurrent: mode === asked.compare,
        }))}
      />
    </Menu>
  );
}

/** What is picked, each removable, and turned round with one click. */
export function Picked({ view }: { view: Naming }) {
  const { asked, hrefTo, t } = view;
  const chip = (dimension: Dimension, value: string | null, isLeftOut: boolean) => {
    const label = t(isLeftOut ? "filters.without" : "filters.only", {
      dimension: t(`dimensions.${dimension}`),
      name: nameOf(view, dimension, value),
    });
    const removed = isLeftOut ? readmitted(asked, dimension, value) : narrowed(asked, dimension, value);
    const turned = isLeftOut ? narrowed(removed, dimension, value) : without(removed, dimension, value);
    return { label, removed: hrefTo(removed), turned: hrefTo(turned), turn: t(isLeftOut ? "filters.keep" : "filters.leaveOut") };
  };
  const chips = (picked: Filters, isLeftOut: boolean) =>
    dimensions.flatMap((dimension) => (picked[dimension] ?? []).map((value) => chip(dimension, value, isLeftOut)));
  return (
    <FilterChips
      chips={[...chips(asked.filters, false), ...chips(asked.excluded, true)]}
      clear={hrefTo({ filters: {}, excluded: {} })}
      words={{ label: t("filters.label"), remove: t("filters.remove"), clear: t("filters.clear") }}
    />
  );
}

/** How much the filters hide of the days that are shown, where they leave nothing. `total`: of all of these days. */
export function Hidden({
  page: { locale, t },
  total,
}: {
  page: Pick<Page, "locale" | "t">;
  total: Pick<SpendTotal, "requests" | "requestsUnknown">;
}) {
  return (
    <p className="lead" style={{ marginBottom: 18 }}>
      {t("filters.hidden", { requests: format.count(total.requests + total.requestsUnknown, locale) })}
    </p>
  );
}

/** On which knowledge the figures rest, and how to choose another. */
export function Then({ page: { zone, locale, t, known, hrefTo, at } }: { page: Page }) {
  const moment = known.asOf === undefined ? null : format.moment(known.asOf, zone, locale);
  const kept = keptFrom(hrefTo({}), ["as_of"]);
  return (
    <AsKnown
      moment={moment}
      day={dayOf(known.asOf ?? at, zone)}
      kept={kept}
      today={`?${new URLSearchParams(kept.map(([name, value]) => [name, value]))}`}
      words={{
        notice: t("asKnown", { moment: moment ?? "" }),
        ...{ body: t("asKnownBody"), now: t("asKnownNow"), choose: t("asKnownChoose"), day: t("asKnownDay"), show: t("show") },
      }}
    />
  );
}

/** What an address says beside some names, for a form to keep. */
export function keptFrom(address: string, names: readonly string[]): [name: string, value: string][] {
  return [...new URL(address, "http://here").searchParams].filter(([name]) => !names.includes(name));
}
