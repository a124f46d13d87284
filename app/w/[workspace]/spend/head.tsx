import { Upload } from "lucide-react";
import { AsKnown } from "@/components/spend/as-known";
import { FilterChips } from "@/components/spend/filter-chips";
import { MonthPicker } from "@/components/ui/month-picker";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { addMonths, dayOf, type Month } from "@/lib/period";
import { type Dimension, dimensions, type Filters } from "@/lib/spend/dimension";
import { narrowed, readmitted, without } from "@/lib/spend/view";
import { modelLabel } from "./data";
import type { View, Words } from "./shown";

/** The title, the period and what can be done with all of it. */
export function Head({
  slug,
  href,
  month,
  months,
  current,
  locale,
  t,
  mayExport,
}: {
  slug: string;
  href: (month: Month) => string;
  month: Month;
  months: Month[];
  current: Month;
  locale: Locale;
  t: Words;
  mayExport: boolean;
}) {
  const known = [...new Set([...months, month, current])].sort().reverse();
  const previous = addMonths(month, -1);
  const next = addMonths(month, 1);
  return (
    <div className="head">
      <h1>{t("title")}</h1>
      <MonthPicker
        current={format.month(month, locale)}
        previous={previous >= (known.at(-1) ?? month) ? href(previous) : null}
        next={next <= (known[0] ?? month) ? href(next) : null}
        choices={known.map((choice) => ({ label: format.month(choice, locale), href: href(choice), isCurrent: choice === month }))}
        words={{ previous: t("previousMonth"), next: t("nextMonth"), choose: t("chooseMonth") }}
      />
      <span className="sp" />
      {mayExport && (
        <a className="btn" href={`/api/w/${slug}/reports/${month}.csv`} title={t("exportHint")} download>
          <Upload className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> {t("export")}
        </a>
      )}
    </div>
  );
}

/** What is picked, each removable, and turned round with one click. */
export function Picked({ view: { asked, hrefTo, t, data } }: { view: View }) {
  const nameOf = (dimension: Dimension, value: string | null) =>
    value === null ? t("unattributed") : dimension === "model" && value.includes("/") ? modelLabel(data.book, value) : value;
  const chip = (dimension: Dimension, value: string | null, isLeftOut: boolean) => {
    const label = t(isLeftOut ? "filters.without" : "filters.only", { dimension: t(`dimensions.${dimension}`), name: nameOf(dimension, value) });
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

/** On which knowledge the figures rest, and how to choose another. */
export function Then({ view: { zone, locale, t, known, hrefTo }, at }: { view: View; at: number }) {
  const moment = known.asOf === undefined ? null : format.moment(known.asOf, zone, locale);
  const here = new URL(hrefTo({}), "http://here").searchParams;
  here.delete("as_of");
  return (
    <AsKnown
      moment={moment}
      day={dayOf(known.asOf ?? at, zone)}
      kept={[...here]}
      today={`?${here}`}
      words={{
        notice: t("asKnown", { moment: moment ?? "" }),
        ...{ body: t("asKnownBody"), now: t("asKnownNow"), choose: t("asKnownChoose"), day: t("asKnownDay"), show: t("show") },
      }}
    />
  );
}
