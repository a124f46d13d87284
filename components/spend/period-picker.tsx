import { Menu, type MenuChoice, MenuChoices } from "@/components/ui/menu";
import { Pick } from "@/components/ui/pick";

type PeriodPickerProps = {
  current: string;
  previous: string;
  next: string | null;
  presets: readonly MenuChoice[];
  months: readonly MenuChoice[];
  /** The days it shows, both included. */
  days: { from: string; last: string };
  /** What else the address says, kept when other days are chosen. */
  kept: readonly (readonly [name: string, value: string])[];
  words: Record<"previous" | "next" | "choose" | "presets" | "months" | "days" | "from" | "last" | "show", string>;
};

/** ‹ 1–23 June 2026 ▾ › : days by their names, months, or any days of one's own; links and a plain form, so that it works without JavaScript. */
export function PeriodPicker({ current, previous, next, presets, months, days, kept, words }: PeriodPickerProps) {
  return (
    <Pick previous={previous} next={next} words={words}>
      <Menu id="period" kind="now" label={current} name={`${words.choose}: ${current}`}>
        <div className="period">
          <nav aria-label={words.presets}>
            <MenuChoices choices={presets} />
          </nav>
          <nav aria-label={words.months} className="months">
            <MenuChoices choices={months} />
          </nav>
          <form method="get" aria-label={words.days}>
            {kept.map(([name, value]) => (
              <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
            ))}
            <div className="field">
              <label htmlFor="period-from">{words.from}</label>
              <input id="period-from" name="from" type="date" className="inp sm" defaultValue={days.from} required />
            </div>
            <div className="field">
              <label htmlFor="period-last">{words.last}</label>
              <input id="period-last" name="last" type="date" className="inp sm" defaultValue={days.last} required />
            </div>
            <button type="submit" className="btn">
              {words.show}
            </button>
          </form>
        </div>
      </Menu>
    </Pick>
  );
}
