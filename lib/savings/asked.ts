import "server-only";
import type { Access } from "@/lib/access";
import { type Decimal, parseDecimal } from "@/lib/money";
import { dayOf, daysPeriod, type Instant, type Month, monthOf } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { type AsKnown, asKnown } from "@/lib/spend/address";
import { openingMonth } from "@/lib/spend/span";
import { parseView, type SpendView, viewSearch } from "@/lib/spend/view";
import { written } from "@/lib/written";
import type { SavingsQuery } from "./queries";
import { isRatio } from "./savings";

type Query = Record<string, string | string[] | undefined>;

export const ratioNames = ["k_in", "k_out", "low_in", "low_out", "high_in", "high_out"] as const;

/** What an address of the savings asks for. */
type Asked = { asked: SpendView; known: AsKnown; book: Book; baseline: { provider: string; model: string } | null; about: SavingsQuery };

/** Reads an address of the savings; what it does not say is as the workspace has it, of the month that is opened. */
export async function savingsAsked(access: Access, query: Query, { usedMonths, at }: { usedMonths: Month[]; at: Instant }): Promise<Asked> {
  const zone = access.timezone;
  const known = asKnown(query.as_of, zone);
  const asOf = known.asOf === undefined ? {} : { asOf: known.asOf };
  const book = await priceBook(asOf);
  const asked: SpendView = {
    ...parseView(query, { month: openingMonth(usedMonths, monthOf(at, zone)), today: dayOf(at, zone) }),
    ...{ compare: "previous", measure: "cost", shape: "stacked", asOf: null },
  };
  const { range, filters, excluded } = asked;
  const baseline = chosenBaseline(book, query.baseline);
  const ratios = { used: chosenRatio(query, "k"), low: chosenRatio(query, "low"), high: chosenRatio(query, "high") };
  const period = daysPeriod(range.from, range.to, zone);
  return { asked, known, book, baseline, about: { period, filters, excluded, ...(baseline && { baseline }), ...ratios, ...asOf } };
}

/** The page's address: what the view says, then what it is measured against and how. */
export function search(asked: SpendView, query: Query, known: string | null): URLSearchParams {
  const params = new URLSearchParams(viewSearch(asked));
  params.delete("step");
  for (const name of ["baseline", ...ratioNames]) {
    const value = [query[name]].flat()[0];
    if (value) params.set(name, value);
  }
  if (known !== null) params.set("as_of", known);
  return params;
}

/** The one model to measure everything against; null: what the workspace named. */
function chosenBaseline(book: Book, asked: Query[string]): { provider: string; model: string } | null {
  const id = [asked].flat()[0] ?? "";
  const slash = id.indexOf("/");
  const model = slash > 0 ? bookModel(book, id.slice(0, slash), id.slice(slash + 1)) : null;
  return model && { provider: model.provider, model: model.id };
}

/** A ratio from the address; what is no ratio leaves the workspace's. */
function chosenRatio(query: Query, name: string): { in?: Decimal; out?: Decimal } {
  const read = (side: "in" | "out") => {
    const text = written([query[`${name}_${side}`]].flat()[0]);
    if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) return {};
    const ratio = parseDecimal(text);
    return isRatio(ratio) ? { [side]: ratio } : {};
  };
  return { ...read("in"), ...read("out") };
}
