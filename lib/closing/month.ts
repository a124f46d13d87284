import type { ClosedMonth } from "@/lib/adjustments/closed-month";
import type { Compared } from "@/lib/adjustments/line";
import type { Pico } from "@/lib/money";
import type { Instant, Month, Period } from "@/lib/period";
import type { Check } from "./check";
import type { ClosedFile } from "./files";

/** A month, and how it was closed; `closed` null: it is open. */
export type MonthStatus = { month: Month; period: Period; closed: ClosedMonth | null };

/** How often a month was closed: with what, over what, and whether it was reopened. */
export type Version = {
  closed: ClosedMonth;
  /** As it was kept. */
  checks: unknown[];
  reopened: { at: Instant; by: string; reason: string } | null;
  files: ClosedFile[];
};

/** What a closed month cost then and costs now, the part of that closed months after it carry, and the open month that carries the rest. */
export type ClosedDifference = {
  closed: Pico;
  now: Pico;
  carried: Pico;
  carrier: Month;
  /** Every team's use of a model that differs from what the month was closed with. */
  lines: Compared[];
};

export type MonthClosing = MonthStatus & {
  checks: Check[];
  difference: ClosedDifference | null;
  versions: Version[];
  /** The month that is reopened first; null: none is closed. */
  latestClosed: Month | null;
};
