import "server-only";
import type { Access } from "@/lib/access";
import type { Instant } from "@/lib/period";
import type { TokenRatio } from "@/lib/pricing/baseline";
import { type Book, type BookPeriod, bookModel } from "@/lib/pricing/book";
import { referencePrice } from "@/lib/pricing/price";
import type { ClassPrices } from "@/lib/pricing/sheet";
import { addTokens } from "@/lib/spend/spend";
import { forEachClass, type Tokens } from "@/lib/usage/tokens";
import { type MeasuredBaseline, type SavingsQuery, type Weighed, weighedUsage } from "./queries";
import { type Atto, amountOf } from "./savings";

/** One pair of prices that covered usage is measured at: its model's at list, and the baseline's; pico-dollars per token, before k. */
export type ComparedPrice = {
  rawNames: string[];
  tier: string;
  list: { prices: ClassPrices; period: BookPeriod | null };
  /** `isItself`: the usage was on the baseline already, so it avoids nothing, whatever k. */
  reference: { baseline: MeasuredBaseline; prices: ClassPrices; period: BookPeriod | null; k: TokenRatio; isItself: boolean };
  tokens: Tokens;
  requests: bigint;
  amounts: Compared;
};

/** Atto-dollars. */
type Compared = { list: Atto; reference: Atto };

export type ComparedModel = { key: string; provider: string | null; model: string; name: string; prices: ComparedPrice[]; amounts: Compared };

/** Both sides of the savings, down to tokens × price. */
export type SavingsExplanation = { models: ComparedModel[]; amounts: Compared };

/** How the list cost and the cost on the baseline come about: the same usage and prices that `savings` adds up. Throws like it. */
export async function explainedSavings(access: Access, query: SavingsQuery): Promise<SavingsExplanation> {
  const { usage, book } = await weighedUsage(access, query);
  return explanationOf(
    usage.toSorted((a, b) => a.usage.at - b.usage.at),
    book,
  );
}

/** What makes both sides, of usage in the order of time; what is not covered is left out, as it is of the savings. Pure. */
function explanationOf(weighed: readonly Weighed[], book: Book): SavingsExplanation {
  const models = new Map<string, ComparedModel & { byPrice: Map<string, ComparedPrice> }>();
  for (const { usage, baseline, rates } of weighed) {
    const { price, model, name, providerName, tier, band, tokens, requests, at } = usage;
    if (!price || !rates) continue;
    const key = `${model?.provider ?? providerName ?? ""}/${model?.id ?? name}`;
    const own = models.get(key) ?? {
      ...{ key, provider: model?.provider ?? providerName, model: model?.id ?? name, name: model?.name ?? name },
      ...{ prices: [], byPrice: new Map<string, ComparedPrice>(), amounts: { list: 0n, reference: 0n } },
    };
    models.set(key, own);
    const list = { prices: price.list, period: price.period };
    const reference = referenceOf(book, baseline, { key, tier, band, at }) ?? { ...list, isItself: true, k: null };
    const same = [list, reference].flatMap(({ prices, period }) => [period?.startsAt, ...Object.values(prices)]);
    const part = [baseline.provider, baseline.model, reference.isItself, tier, ...same].join("|");
    const amounts = { list: amountOf(tokens, requests, rates.list), reference: amountOf(tokens, requests, rates.reference) };
    const known = own.byPrice.get(part) ?? {
      ...{ rawNames: [], tier, list, tokens: forEachClass(() => 0n), requests: 0n, amounts: { list: 0n, reference: 0n } },
      reference: { ...reference, baseline, k: reference.k ?? baseline.used },
    };
    own.byPrice.set(part, {
      ...known,
      rawNames: [...new Set([...known.rawNames, name])],
      tokens: addTokens(known.tokens, tokens),
      requests: known.requests + requests,
      amounts: added(known.amounts, amounts),
    });
    own.amounts = added(own.amounts, amounts);
  }
  const found = [...models.values()].map(({ byPrice, ...of }) => ({ ...of, prices: [...byPrice.values()] }));
  found.sort((a, b) => (a.amounts.reference < b.amounts.reference ? 1 : -1));
  return { models: found, amounts: found.reduce((sum, { amounts }) => added(sum, amounts), { list: 0n, reference: 0n }) };
}

/** The baseline's price for a usage; null: the usage was on the baseline already. */
function referenceOf(book: Book, baseline: MeasuredBaseline, { key, tier, band, at }: { key: string; tier: string; band: bigint; at: Instant }) {
  const model = bookModel(book, baseline.provider, baseline.model);
  if (!model || key === `${model.provider}/${model.id}`) return null;
  const read = referencePrice(model, { tier, band }, at);
  return read && { prices: read.prices, period: read.period, isItself: false, k: baseline.used };
}

function added(one: Compared, other: Compared): Compared {
  return { list: one.list + other.list, reference: one.reference + other.reference };
}
