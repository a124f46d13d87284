import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { parseDecimal, roundHalfEven } from "@/lib/money";
import type { Day, Instant, Period, Zone } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { bareName, matchName } from "@/lib/pricing/match";
import { type Atto, attoDollars } from "@/lib/savings/savings";
import { kindOfItem, type TokenKind } from "./token-kind";

/** What a provider charged for a model on a day of its zone, for one kind of token. */
export type ChargedLine = {
  /** As usage of the model is called: provider and id of the book, else the name as it was written. */
  key: string;
  provider: string;
  model: string;
  name: string;
  /** Whether the bill names a model: else it is of an item, or of all there is. */
  isModel: boolean;
  day: Day;
  kind: TokenKind;
  amount: Atto;
  lines: number;
};

/** The charges of a provider from the one source that has most of them; `unused`: those from elsewhere, which would count it twice. */
export type Charges = {
  provider: string;
  source: string | null;
  lines: ChargedLine[];
  credits: Atto;
  unused: { source: string | null; amount: Atto }[];
};

/** Amounts in another currency, which are not compared. */
export type OtherCurrency = { provider: string; currency: string; amount: string };

const attoScale = 18;

/** Exact dollars as text to atto-dollars; what is finer is rounded half to even. */
export function attoOf(text: string): Atto {
  const { digits, scale } = parseDecimal(text);
  return scale <= attoScale ? digits * 10n ** BigInt(attoScale - scale) : roundHalfEven(digits, 10n ** BigInt(scale - attoScale));
}

type Row = {
  provider: string;
  model: string;
  item: string;
  day: Day;
  source: string | null;
  currency: string;
  amount: string;
  credits: string | null;
  lines: number;
};

/** When a charge `c` was: the middle of it, so that a month's line is of that month in any zone. */
export const middleOfCharge = "c.starts_at + (coalesce(c.ends_at, c.starts_at) - c.starts_at) / 2";

/** What cost exports charge within a period, by provider. Days are those of `zone`. */
export async function charges(
  client: pg.ClientBase,
  access: Access,
  book: Book,
  period: Period,
  zone: Zone,
): Promise<{ providers: Charges[]; others: OtherCurrency[] }> {
  const { rows } = await client.query<Row>(
    `select c.provider, c.model, c.item, to_char(c.starts_at at time zone $4, 'YYYY-MM-DD') as day, d.name as source, upper(c.currency) as currency,
       trim_scale(sum(c.amount))::text as amount, trim_scale(sum(c.credits))::text as credits, count(*)::int as lines
     from charge c join import i on i.workspace_id = c.workspace_id and i.id = c.import_id and i.status = 'done'
       left join dimension_value d on d.workspace_id = c.workspace_id and d.id = c.source_id
     where c.workspace_id = $1 and ${middleOfCharge} >= $2 and ${middleOfCharge} < $3 and not c.superseded and c.amount is not null and c.currency is not null
     group by 1, 2, 3, 4, 5, 6`,
    [access.workspaceId, new Date(period.from), new Date(period.to), zone],
  );
  const inDollars = rows.filter(({ currency }) => currency === "USD");
  const lines = inDollars.map((row) => ({
    source: row.source,
    credits: row.credits === null ? 0n : attoOf(row.credits),
    line: lineOf(book, row, period.from),
  }));
  const names = [...new Set(lines.map(({ line }) => line.provider))].sort();
  return {
    providers: names.map((provider) =>
      chargesOf(
        provider,
        lines.filter(({ line }) => line.provider === provider),
      ),
    ),
    others: othersOf(rows.filter(({ currency }) => currency !== "USD")),
  };
}

function lineOf(book: Book, row: Row, at: Instant): ChargedLine {
  const model = row.model ? (matchName(book, row.provider, row.model, at)?.model ?? null) : null;
  const bare = bareName(book, row.provider, row.model || row.item);
  const provider = model?.provider ?? bare.provider;
  const id = model?.id ?? bare.name;
  const common = { day: row.day, kind: kindOfItem(row.item), amount: attoOf(row.amount), lines: row.lines };
  return { key: `${provider}/${id}`, provider, model: id, name: model?.name ?? (row.model || row.item), isModel: row.model !== "", ...common };
}

function chargesOf(provider: string, all: readonly { source: string | null; credits: Atto; line: ChargedLine }[]): Charges {
  const sums = new Map<string | null, Atto>();
  for (const { source, line } of all) sums.set(source, (sums.get(source) ?? 0n) + line.amount);
  const [first, ...rest] = [...sums].sort(([, a], [, b]) => (a < b ? 1 : -1));
  const source = first?.[0] ?? null;
  const used = all.filter((each) => each.source === source);
  return {
    ...{ provider, source, lines: used.map(({ line }) => line) },
    credits: used.reduce((sum, { credits }) => sum + credits, 0n),
    unused: rest.map(([name, amount]) => ({ source: name, amount })),
  };
}

function othersOf(rows: readonly Row[]): OtherCurrency[] {
  const sums = new Map<string, { provider: string; currency: string; amount: Atto }>();
  for (const { provider, currency, amount } of rows) {
    const key = `${provider} ${currency}`;
    sums.set(key, { provider, currency, amount: (sums.get(key)?.amount ?? 0n) + attoOf(amount) });
  }
  return [...sums.values()].map(({ amount, ...of }) => ({ ...of, amount: attoDollars(amount) }));
}
