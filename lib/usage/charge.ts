import type { Instant } from "@/lib/period";
import type { Money } from "./row";

/** Money, or a counted quantity, that a source charges: the other side of reconciliation, never spend. Names as in a usage row. */
export type Charge = {
  kind: "charge";
  startsAt: Instant;
  endsAt: Instant | null;
  timeIdentity: string;
  provider: string;
  /** As the source names it, often a display name; "" where it names none. */
  model: string;
  /** What was charged: a line item, a token type, a meter. */
  item: string;
  team: string;
  project: string;
  user: string;
  apiKey: string;
  apart: string;
  /** null: the source counts without a price. */
  amount: Money | null;
  /** What was taken off elsewhere on the bill, in the amount's currency, as an exact decimal; null where the source has no such thing. */
  credits: string | null;
  /** Exact decimal in the source's unit; null: not given. */
  quantity: string | null;
};
