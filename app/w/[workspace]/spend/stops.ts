import * as format from "@/lib/i18n/format";
import { addDays, addMonths, type Day, dayOf, type Instant, type Period, startOfDay } from "@/lib/period";
import type { Bucket } from "@/lib/spend/bucket";
import { monthRange, spanRange } from "@/lib/spend/range";
import type { Page } from "./shown";

/** A bucket of time in words. `last`: its last day. */
export type Stop = { label: string; short: string; tick: string; first: Day; last: Day; period: Period; href: string | null };

type Stretch = Pick<Page, "asked" | "zone" | "locale" | "t" | "hrefTo">;

/** How each bucket is called, and where it is looked at alone. */
export function stopsOf({ asked, zone, locale, t, hrefTo }: Stretch, buckets: readonly Bucket[]): Stop[] {
  const { range, step } = asked;
  const isOneDay = addDays(range.from, 1) === range.to;
  return buckets.map(({ start }, index): Stop => {
    const period = { from: start, to: buckets[index + 1]?.start ?? startOfDay(range.to, zone) };
    const first = dayOf(start, zone);
    const last = lastDayOf(buckets[index + 1]?.start, zone, addDays(range.to, -1), first);
    const before = index === 0 ? null : dayOf(buckets[index - 1]?.start ?? start, zone);
    if (step === "hour") {
      const time = format.time(start, zone, locale);
      const short = isOneDay ? time : `${format.day(first, locale, { short: true })}, ${time}`;
      const tick = isOneDay ? (index % 3 === 0 ? time : "") : before === first ? "" : format.weekday(first, locale);
      return { label: `${format.day(first, locale)}, ${time}`, short, tick, first, last: first, period, href: null };
    }
    const isNewMonth = before === null || before.slice(0, 7) !== first.slice(0, 7);
    if (step === "month") {
      const month = first.slice(0, 7);
      const isWhole = first.endsWith("-01") && addDays(last, 1) === `${addMonths(month, 1)}-01`;
      const name = format.month(month, locale);
      const tick = buckets.length <= 14 || index % 3 === 0 ? format.monthShort(month, locale) : "";
      return {
        label: name,
        short: name,
        ...{ tick, first, last, period },
        href: hrefTo({ range: isWhole ? monthRange(month) : spanRange(first, addDays(last, 1)) }),
      };
    }
    const href = isOneDay ? null : hrefTo({ range: spanRange(first, addDays(last, 1)) });
    const monthTick = isNewMonth ? format.monthShort(first.slice(0, 7), locale) : "";
    if (step === "week") {
      const short = t("weekOf", { day: format.day(first, locale, { short: true }) });
      return { label: format.days(first, last, locale), short, tick: monthTick, first, last, period, href };
    }
    const isMonday = new Date(`${first}T00:00Z`).getUTCDay() === 1;
    const tick =
      buckets.length > 62 ? (first.endsWith("-01") ? monthTick : "") : isMonday || buckets.length <= 8 ? format.weekday(first, locale) : "";
    return { label: format.day(first, locale), short: format.day(first, locale, { short: true }), tick, first, last, period, href };
  });
}

function lastDayOf(next: Instant | undefined, zone: string, end: Day, first: Day): Day {
  const last = next === undefined ? end : dayOf(next - 1, zone);
  return last < first ? first : last;
}
