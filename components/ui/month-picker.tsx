import { Menu, type MenuChoice, MenuChoices } from "./menu";
import { Pick } from "./pick";

type MonthPickerProps = {
  current: string;
  previous: string | null;
  next: string | null;
  choices: MenuChoice[];
  words: { previous: string; next: string; choose: string };
};

/** ‹ June 2026 ▾ › */
export function MonthPicker({ current, previous, next, choices, words }: MonthPickerProps) {
  return (
    <Pick previous={previous} next={next} words={words}>
      <Menu id="months" kind="now" label={current} name={`${words.choose}: ${current}`}>
        <MenuChoices choices={choices} />
      </Menu>
    </Pick>
  );
}
