import { addAmounts } from "@/lib/usage/amount";
import { largestCount } from "@/lib/usage/count";
import { Fields } from "@/lib/usage/fields";
import type { Money } from "@/lib/usage/row";
import { type Timestamp, timestampReader } from "@/lib/usage/timestamp";
import { FileFailure } from "../failure";
import { companionPlace, type Outcome, type Placed } from "../outcome";
import type { Cell, TableFormat, TableReader } from "../table-format";

/** Groups in one file; a month of days, models and keys has a few thousand. */
const mostGroups = 100_000;

const classes = {
  input_cache_miss_tokens: "input",
  input_cache_hit_tokens: "read",
  output_tokens: "output",
  request_count: "requests",
} as const;

type Group = { line: number; time: Timestamp; end: Timestamp | null; model: string; key: string; keyName: string } & {
  counts: { input: bigint; read: bigint; output: bigint; requests: bigint | null };
};

/**
 * DeepSeek's usage export, `amount-*.csv`: a line per class, of which those with the same time, model and key make one row. What `cost-*.csv` says a time and
 * model cost stands on the first of its rows, since it names no key. Groups are kept until the end of the file, so many at most.
 */
export const deepseekZip: TableFormat = {
  id: "deepseek-zip",
  signature: ["model", "api_key", "type", "price", "amount"],
  either: [["utc_date", "start_time_iso"]],
  optional: ["utc_date", "start_time_iso", "end_time_iso", "api_key_name"],
  totalsColumns: ["utc_date", "start_time_iso", "model"],
  companion: { signature: ["model", "cost", "currency"] },
  reader: ({ delimiter }) => new Gathering(delimiter),
};

class Gathering implements TableReader {
  private readonly fields: Fields;
  private readonly groups = new Map<string, Group>();
  private readonly costs = new Map<string, Charged>();

  constructor(delimiter: string) {
    this.fields = new Fields(timestampReader("UTC"), delimiter);
  }

  readonly read = (cell: Cell, line: number): Outcome | null => {
    const { fields } = this;
    const name = classes[cell("type").trim().toLowerCase() as keyof typeof classes];
    const time = fields.time(cell("start_time_iso") || cell("utc_date"));
    const end = fields.optionalTime(cell("end_time_iso"));
    const model = fields.model(cell("model")).trim();
    if (!name) fields.refuse("unknown_type");
    const amount = fields.requiredCount(cell("amount"));
    const refusal = fields.take();
    if (refusal) return refusal;

    const [key, keyName] = [cell("api_key").trim(), cell("api_key_name").trim()];
    const group = this.groupOf({ line, time, end, model, key, keyName });
    const sum = (group.counts[name] ?? 0n) + amount;
    if (sum > largestCount) return "overflow_tokens";
    group.counts[name] = sum;
    return null;
  };

  readonly readCompanion = (cell: Cell, line: number): Outcome | null => {
    const { fields } = this;
    const time = fields.time(cell("start_time_iso") || cell("utc_date"));
    const end = fields.optionalTime(cell("end_time_iso"));
    const model = fields.model(cell("model")).trim();
    const { amount, currency } = fields.money(cell("cost"), cell("currency"));
    const refusal = fields.take();
    if (refusal) return refusal;
    const place = [time.identity, model, currency].join("\n");
    const known = this.costs.get(place);
    if (!known && this.costs.size >= mostGroups) throw tooMany();
    const reported = { currency, amount: addAmounts(known?.reported.amount ?? "0", amount) };
    this.costs.set(place, { line: known?.line ?? line, time, end, model, reported });
    return null;
  };

  readonly end = (): Iterable<Placed> => this.rows();

  private *rows(): Generator<Placed> {
    const unplaced = new Map<string, Charged[]>();
    for (const cost of this.costs.values()) {
      const place = `${cost.time.identity}\n${cost.model}`;
      unplaced.set(place, [...(unplaced.get(place) ?? []), cost]);
    }
    for (const group of this.groups.values()) {
      const reported = unplaced.get(`${group.time.identity}\n${group.model}`)?.shift()?.reported ?? null;
      yield { line: group.line, outcome: this.row(group, reported) };
    }
    // Money without a row to stand on is a charge.
    for (const { line, time, end, model, reported } of [...unplaced.values()].flat()) {
      const outcome = this.fields.charge({ time, end, provider: "deepseek", model, item: "usage", amount: reported });
      yield { line, place: companionPlace + line, outcome };
    }
  }

  private row({ time, end, model, key, keyName, counts }: Group, reported: Money | null): Outcome {
    const { input, read, output, requests } = counts;
    return this.fields.usage({
      ...{ time, end, model, input, read, output, requests, reported },
      provider: "deepseek",
      isInclusive: false,
      isSingle: false,
      apiKey: keyName || key,
      apart: key,
    });
  }

  private groupOf(line: Omit<Group, "counts">): Group {
    const place = [line.time.identity, line.end?.identity, line.model, line.key, line.keyName].join("\n");
    const known = this.groups.get(place);
    if (known) return known;
    if (this.groups.size >= mostGroups) throw tooMany();
    const group = { ...line, counts: { input: 0n, read: 0n, output: 0n, requests: null } };
    this.groups.set(place, group);
    return group;
  }
}

type Charged = { line: number; time: Timestamp; end: Timestamp | null; model: string; reported: Money };

function tooMany(): FileFailure {
  return new FileFailure(
    "too_many_groups",
    `The file has more than ${mostGroups} rows that stand on several lines each. Export a shorter time at once.`,
  );
}
