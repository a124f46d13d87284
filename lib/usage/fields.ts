import type { Instant } from "@/lib/period";
import { parseAmount } from "./amount";
import type { Charge } from "./charge";
import { largestCount, parseCount } from "./count";
import { longestName, type Money, type RejectionCode, type UsageRow } from "./row";
import type { Timestamp } from "./timestamp";

/** A usage record as its source counts: `isInclusive` input contains the tokens read from and written to a cache, else it stands beside them. */
export type UsageFields = Names & {
  time: Timestamp;
  end?: Timestamp | null;
  isInclusive: boolean;
  input: bigint;
  read?: bigint;
  write5m?: bigint;
  write1h?: bigint;
  output: bigint;
  reasoning?: bigint;
  tier?: string;
  requests: bigint | null;
  isSingle: boolean;
  reported?: Money | null;
  requestId?: string;
};

export type ChargeFields = Names & {
  time: Timestamp;
  end?: Timestamp | null;
  item: string;
  amount: Money | null;
  credits?: string | null;
  quantity?: string | null;
};

type Names = { provider?: string; model: string; team?: string; project?: string; user?: string; apiKey?: string; apart?: string };

const nowhere: Timestamp = { instant: 0, identity: "" };
const noCost = /^(?:-|included|free|nan)?$/i;

/**
 * Reads the fields of one record after another. The first that cannot be read is noted, and is what the record then ends as: a format only says which cell
 * is what, in the order in which faults are named.
 */
export class Fields {
  private refusal: RejectionCode | null = null;

  constructor(
    private readonly readTime: (cell: string) => Timestamp | RejectionCode,
    private readonly delimiter = ",",
  ) {}

  refuse(code: RejectionCode): void {
    this.refusal ??= code;
  }

  /** What was noted of a record that is no row by itself; it is forgotten with that. */
  take(): RejectionCode | null {
    const { refusal } = this;
    this.refusal = null;
    return refusal;
  }

  time(cell: string): Timestamp {
    const time = this.readTime(cell);
    if (typeof time !== "string") return time;
    this.refuse(time);
    return nowhere;
  }

  /** null for an empty cell. */
  optionalTime(cell: string): Timestamp | null {
    return cell.trim() === "" ? null : this.time(cell);
  }

  model(cell: string): string {
    if (cell.trim() === "") this.refuse("missing_model");
    return cell;
  }

  /** An empty cell is 0. */
  count(cell: string): bigint {
    return this.optionalCount(cell) ?? 0n;
  }

  /** An empty cell is refused. */
  requiredCount(cell: string): bigint {
    const count = this.optionalCount(cell);
    if (count === null) this.refuse("missing_tokens");
    return count ?? 0n;
  }

  /** null for an empty cell. */
  optionalCount(cell: string): bigint | null {
    const count = parseCount(cell, this.delimiter);
    if (typeof count !== "string") return count;
    this.refuse(count);
    return 0n;
  }

  /** What a usage file says a record cost; null where it says nothing. */
  reported(cell: string, currency: string): Money | null {
    return noCost.test(cell.trim()) ? null : this.money(cell, currency);
  }

  /** An amount that a cost file must have. */
  money(cell: string, currency: string): Money {
    return { amount: this.amount(cell), currency: this.currency(currency) };
  }

  amount(cell: string): string {
    const amount = parseAmount(cell, this.delimiter);
    if (amount === null) this.refuse("bad_cost");
    return amount ?? "0";
  }

  /** A quantity that is not negative; null for an empty cell. */
  quantity(cell: string): string | null {
    if (cell.trim() === "") return null;
    const quantity = parseAmount(cell, this.delimiter);
    if (quantity === null || quantity.startsWith("-")) this.refuse("bad_quantity");
    return quantity;
  }

  private currency(text: string): string {
    const currency = text.trim().toUpperCase();
    if (!/^[A-Z]{3}$/.test(currency)) this.refuse("bad_cost");
    return currency;
  }

  usage(fields: UsageFields): UsageRow | RejectionCode {
    const { isInclusive, read = 0n, write5m = 0n, write1h = 0n, output, reasoning = 0n } = fields;
    const input = isInclusive ? fields.input - read - write5m - write1h : fields.input;
    if (input < 0n) this.refuse("cached_exceeds_input");
    if (reasoning > output) this.refuse("reasoning_exceeds_output");
    if (output > largestCount || input > largestCount) this.refuse("overflow_tokens");
    const tier = name(fields.tier ?? "").toLowerCase();
    return this.settled({
      kind: "usage",
      startsAt: fields.time.instant,
      endsAt: endOf(fields.end),
      timeIdentity: identityOfTime(fields.time, fields.end),
      provider: name(fields.provider ?? ""),
      model: name(fields.model),
      tier: tier === "standard" ? "" : tier,
      team: name(fields.team ?? ""),
      project: name(fields.project ?? ""),
      user: name(fields.user ?? ""),
      apiKey: name(fields.apiKey ?? ""),
      apart: name(fields.apart ?? ""),
      requests: fields.requests,
      isSingle: fields.isSingle,
      tokens: { input, cache_read: read, cache_write_5m: write5m, cache_write_1h: write1h, output },
      reasoning,
      reported: fields.reported ?? null,
      requestId: name(fields.requestId ?? ""),
    });
  }

  charge(fields: ChargeFields): Charge | RejectionCode {
    return this.settled({
      kind: "charge",
      startsAt: fields.time.instant,
      endsAt: endOf(fields.end),
      timeIdentity: identityOfTime(fields.time, fields.end),
      provider: name(fields.provider ?? ""),
      model: name(fields.model),
      item: name(fields.item),
      team: name(fields.team ?? ""),
      project: name(fields.project ?? ""),
      user: name(fields.user ?? ""),
      apiKey: name(fields.apiKey ?? ""),
      apart: name(fields.apart ?? ""),
      amount: fields.amount,
      credits: fields.credits ?? null,
      quantity: fields.quantity ?? null,
    });
  }

  private settled<T extends UsageRow | Charge>(row: T): T | RejectionCode {
    return this.take() ?? (isTooLong(row) ? "value_too_long" : row);
  }
}

/** What the database cannot hold: NUL, and half of a character. Only an escape in JSON can write them. */
const unstorable = /[\0\p{Cs}]/gu;
const plain = /^[ -~]*$/;

/** As it is compared and stored: trimmed, in NFC. */
export function name(cell: string): string {
  if (plain.test(cell)) return cell.trim();
  return cell.trim().normalize("NFC").replace(unstorable, "\ufffd");
}

function endOf(end: Timestamp | null | undefined): Instant | null {
  return end?.instant ?? null;
}

function identityOfTime(start: Timestamp, end: Timestamp | null | undefined): string {
  return end ? `${start.identity} to ${end.identity}` : start.identity;
}

function isTooLong(row: UsageRow | Charge): boolean {
  const longest = Math.max(row.provider.length, row.model.length, row.team.length, row.project.length, row.user.length, row.apiKey.length);
  return longest > longestName || (row.kind === "usage" ? Math.max(row.tier.length, row.requestId.length) : row.item.length) > longestName;
}
