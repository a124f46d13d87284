import type { ReactNode } from "react";
import { MonthPicker } from "@/components/ui/month-picker";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { addMonths, type Month } from "@/lib/period";

type MonthHeadProps = {
  title: string;
  month: Month;
  months: readonly Month[];
  hrefTo: (month: Month) => string;
  locale: Locale;
  children?: ReactNode;
};

/** The head of a page about a month: its title, and the way to other months. `months`: to choose from. */
export function MonthHead({ title, month, months, hrefTo, locale, children }: MonthHeadProps) {
  const words = translatorOf(locale, "spend");
  return (
    <div className="head">
      <h1>{title}</h1>
      <MonthPicker
        current={format.month(month, locale)}
        previous={hrefTo(addMonths(month, -1))}
        next={hrefTo(addMonths(month, 1))}
        choices={[...new Set([...months, month])]
          .sort()
          .reverse()
          .map((each) => ({ label: format.month(each, locale), href: hrefTo(each), isCurrent: each === month }))}
        words={{ previous: words("previousMonth"), next: words("nextMonth"), choose: words("chooseMonth") }}
      />
      {children}
    </div>
  );
}
