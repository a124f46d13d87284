import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { dayOf, type Month, type Zone } from "@/lib/period";
import type { AsKnown } from "@/lib/spend/address";
import type { DifferenceDimension } from "@/lib/spend/difference";
import { change } from "@/lib/spend/spend";
import type { SpendView } from "@/lib/spend/view";
import type { MonthData } from "./data";

export type Words = Translator<"spend">;

/** What every section of the page is shown from: the data, what the address asks for, and the words. */
export type View = {
  data: MonthData;
  month: Month;
  zone: Zone;
  locale: Locale;
  t: Words;
  slug: string;
  known: AsKnown;
  asked: SpendView;
  /** Where the page shows something else. */
  hrefTo: (changed: Partial<SpendView>, by?: DifferenceDimension) => string;
};

/** 1–23 June until 14:15, or the whole month by its name. */
export function rangeOf({ data, zone, locale, t }: View, which: "current" | "previous"): string {
  const { isPartial, [which]: period } = data.comparison;
  const first = dayOf(period.from, zone);
  const month = first.slice(0, 7);
  if (!isPartial) return format.month(month, locale);
  const last = dayOf(period.to - 1, zone);
  const days =
    first === last
      ? format.day(first, locale, { short: true })
      : t("rangeDays", { first: Number(first.slice(8)), last: Number(last.slice(8)), month: format.monthName(month, locale) });
  const isWholeDay = dayOf(period.to, zone) !== last;
  return isWholeDay ? days : t("rangeUntil", { days, time: format.time(period.to, zone, locale) });
}

/** The change in whole per cent, signed; "new" from nothing. */
export function changeText({ locale, t }: Pick<View, "locale" | "t">, now: bigint | null, before: bigint | null): string {
  if (now === null) return "—";
  const percent = before === null ? null : change(now, before);
  return percent === null ? t("isNew") : format.percent(String(percent), locale, { signed: true });
}
