import { expect, test } from "vitest";
import type { Refusal } from "@/lib/errors";
import { decimalText } from "@/lib/money";
import { ratesOfEcb } from "./ecb";

const file = ["Date,USD,JPY,CYP,GBP,", "2026-06-30,1.1658,172.11,N/A,0.8610,", "2026-06-29,1.1622,171.35,N/A,N/A,"].join("\n");
const errorsOf = (text: string) => {
  try {
    return ratesOfEcb(text, new Set(["USD"]));
  } catch (error) {
    return (error as Refusal).options.errors?.map(({ path, code }) => `${path} ${code}`);
  }
};

test("the bank's own file is read as it is; only the currencies that are wanted are kept", () => {
  const { rates, kept, left, days } = ratesOfEcb(`\ufeff${file}\r\n`, new Set(["EUR", "USD", "GBP"]));
  expect({ kept, left, days }).toEqual({ kept: ["USD", "GBP"], left: 2, days: 2 });
  expect(rates.map(({ day, from, to, rate }) => `${day} ${from} ${to} ${decimalText(rate)}`)).toEqual([
    "2026-06-29 EUR USD 1.1622",
    "2026-06-30 EUR USD 1.1658",
    "2026-06-30 EUR GBP 0.861",
  ]);
});

test.each([
  ["Day,USD\n2026-06-30,1", ["line 1 unknown_format"]],
  ["Date,Dollar\n2026-06-30,1", ["line 1 unknown_format"]],
  ["Date,USD,USD\n2026-06-30,1,1", ["line 1 duplicate_column"]],
  ["Date,USD\n", ["line 1 empty_file"]],
  ["", ["line 1 unknown_format"]],
  ["Date,USD\n2026-06-31,1.1\n30/06/2026,1.1", ["line 2 not_a_date", "line 3 not_a_date"]],
  ['Date,USD,GBP\n2026-06-30,"1,1658",0.86\n2026-06-29,0,-1', ["line 2 not_a_rate", "line 3 not_a_rate", "line 3 not_a_rate"]],
  ["Date,USD\n2026-06-30,1.1\n2026-06-30,1.2", ["line 3 duplicate_day"]],
  ["Date,USD\n2026-06-30,1.1,3", ["line 2 column_count"]],
  ['Date,USD\n2026-06-30,"1.1', ["line 2 unclosed_quote"]],
])("%j is refused with its lines", (text, expected) => expect(errorsOf(text)).toEqual(expected));
