import { PeriodPicker } from "@/components/spend/period-picker";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { addDays, dayOf, type Instant, type Month, monthOf, type Zone } from "@/lib/period";
import { monthRange, movingRanges, neighbour, parseRange, type Range } from "@/lib/spend/range";

type DaysProps = {
  range: Range;
  /** How the days that are shown are called. */
  name: string;
  /** With usage. */
  months: readonly Month[];
  at: Instant;
  zone: Zone;
  locale: Locale;
  /** The page's address with other days. */
  hrefTo: (range: Range) => string;
  /** What else the address says. */
  kept: readonly (readonly [name: string, value: string])[];
};

/** Which days a page shows, to be chosen otherwise. */
export function Days({ range, name, months, at, zone, locale, hrefTo, kept }: DaysProps) {
  const t = translatorOf(locale, "spend");
  const today = dayOf(at, zone);
  const isMonth = range.kind === "month";
  const known = [...new Set([...months, monthOf(at, zone), ...(isMonth ? [range.from.slice(0, 7)] : [])])].sort().reverse();
  const next = neighbour(range, 1);
  return (
    <PeriodPicker
      current={name}
      previous={hrefTo(neighbour(range, -1))}
      next={next.from <= today ? hrefTo(next) : null}
      presets={movingRanges.flatMap((text) => {
        const moving = parseRange(text, today);
        return moving ? [{ label: t(`ranges.${text}`), href: hrefTo(moving), isCurrent: text === range.text }] : [];
      })}
      months={known.map((month) => ({
        ...{ label: format.month(month, locale), href: hrefTo(monthRange(month)) },
        isCurrent: range.text === month,
      }))}
      days={{ from: range.from, last: addDays(range.to, -1) }}
      kept={kept}
      words={{
        previous: t(isMonth ? "previousMonth" : "previousPeriod"),
        next: t(isMonth ? "nextMonth" : "nextPeriod"),
        choose: t("choosePeriod"),
        ...{ presets: t("presets"), months: t("months"), days: t("anyDays"), from: t("fromDay"), last: t("lastDay"), show: t("show") },
      }}
    />
  );
}
