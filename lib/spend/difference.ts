import { type Fraction, fraction, plus, timesWhole, whole, zero } from "@/lib/fraction";
import type { Pico } from "@/lib/money";
import type { ClassPrices } from "@/lib/pricing/sheet";
import { type TokenClass, type Tokens, tokenClasses, totalTokens } from "@/lib/usage/tokens";

/** Why spend changed, in the order in which it is told. */
export const differenceParts = ["volume", "mix", "cache_share", "price", "discounts", "newly_priced"] as const;
export type DifferencePart = (typeof differenceParts)[number];
export type DifferenceParts = Record<DifferencePart, Pico>;

/** What a change is told by. */
export const differenceDimensions = ["model", "team", "project"] as const;
export type DifferenceDimension = (typeof differenceDimensions)[number];
type Names = Record<DifferenceDimension, string | null>;

/** Usage of one model at one tier and prompt size by one team and project, over a period. */
export type DifferenceCell = {
  /** Of model, tier and prompt band: what has a price of its own. */
  key: string;
  names: Names;
  /** Of what has a price. */
  tokens: Tokens;
  requests: bigint;
  /** At list prices, by class. */
  list: ClassPrices;
  /** As paid. */
  actual: Pico;
  unpricedTokens: bigint;
  /** The list prices in force just before the later period, for what was not used in the earlier one; null: there was none. */
  prior: ClassPrices | null;
};

/** A cell's share in each part. */
export type Contribution = { names: Names; parts: DifferenceParts };

export type Difference = {
  before: Pico;
  now: Pico;
  parts: DifferenceParts;
  contributions: Contribution[];
  /** Of what had a price both times. */
  tokens: { before: bigint; now: bigint };
};

type Pair = { before: DifferenceCell | null; now: DifferenceCell | null };
type Rate = TokenClass | "request";

const rates = [...tokenClasses, "request"] as const;
const inputs = tokenClasses.filter((name) => name !== "output");

/**
 * Splits the difference between two periods into parts that add up to it, to the digit, for every cell and so for every model, team and project.
 *
 * The cells walk from one period to the other, at list prices, one thing at a time: as many tokens as now (volume); spread over models, teams, input and output as
 * now (mix); the input read from and written to the cache as now (cache share); at today's prices (price). Each stop is rounded once to a whole pico-dollar, and a part is
 * the step between two stops. What the workspace's rules take off is compared apart (discounts). What has a price in one period only for want of one in the other is
 * newly priced, and takes no part in the walk.
 */
export function difference(before: readonly DifferenceCell[], now: readonly DifferenceCell[]): Difference {
  const pairs = paired(before, now);
  const walking = pairs.filter(isPricedThroughout);
  const tokens = { before: tokensOf(walking.map((pair) => pair.before)), now: tokensOf(walking.map((pair) => pair.now)) };
  const earlier = pricesBefore(walking);
  const contributions = pairs.map((pair): Contribution => {
    const names = (pair.now ?? pair.before)?.names ?? { model: null, team: null, project: null };
    return {
      names,
      parts: isPricedThroughout(pair) ? walk(pair, tokens, earlier) : { ...noParts, newly_priced: paid(pair.now) - paid(pair.before) },
    };
  });
  return {
    before: before.reduce((sum, { actual }) => sum + actual, 0n),
    now: now.reduce((sum, { actual }) => sum + actual, 0n),
    parts: contributions.reduce((sum, { parts }) => addParts(sum, parts), noParts),
    contributions,
    tokens,
  };
}

/** The shares of each model, team or project, the largest change first. */
export function contributionsBy(
  contributions: readonly Contribution[],
  dimension: DifferenceDimension,
): { name: string | null; parts: DifferenceParts; total: Pico }[] {
  const groups = new Map<string | null, DifferenceParts>();
  for (const { names, parts } of contributions) groups.set(names[dimension], addParts(groups.get(names[dimension]) ?? noParts, parts));
  return [...groups].map(([name, parts]) => ({ name, parts, total: totalOf(parts) })).sort((a, b) => (size(a.total) < size(b.total) ? 1 : -1));
}

/** All parts together. */
export function totalOf(parts: DifferenceParts): Pico {
  return differenceParts.reduce((sum, part) => sum + parts[part], 0n);
}

const noParts: DifferenceParts = { volume: 0n, mix: 0n, cache_share: 0n, price: 0n, discounts: 0n, newly_priced: 0n };

function addParts(a: DifferenceParts, b: DifferenceParts): DifferenceParts {
  return Object.fromEntries(differenceParts.map((part) => [part, a[part] + b[part]])) as DifferenceParts;
}

function size(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** The same model, tier, prompt size, team and project in both periods. */
function paired(before: readonly DifferenceCell[], now: readonly DifferenceCell[]): Pair[] {
  const pairs = new Map<string, Pair>();
  const placeOf = ({ key, names }: DifferenceCell) => JSON.stringify([key, names.team, names.project]);
  for (const cell of before) pairs.set(placeOf(cell), { before: cell, now: null });
  for (const cell of now) pairs.set(placeOf(cell), { before: pairs.get(placeOf(cell))?.before ?? null, now: cell });
  return [...pairs.values()];
}

function isPricedThroughout({ before, now }: Pair): boolean {
  return !before?.unpricedTokens && !now?.unpricedTokens;
}

function tokensOf(cells: readonly (DifferenceCell | null)[]): bigint {
  return cells.reduce((sum, cell) => sum + (cell ? totalTokens(cell.tokens) : 0n), 0n);
}

function paid(cell: DifferenceCell | null): Pico {
  return cell?.actual ?? 0n;
}

function listed(cell: DifferenceCell | null): Pico {
  return cell ? rates.reduce((sum, name) => sum + cell.list[name], 0n) : 0n;
}

function walk({ before, now }: Pair, tokens: Difference["tokens"], earlier: Earlier): DifferenceParts {
  const start = listed(before);
  const end = listed(now);
  // From nothing at all there is no share to keep: all of it is volume.
  const scaled = tokens.before === 0n ? end : whole(fraction(start * tokens.now, tokens.before));
  const mixed = tokens.before === 0n ? end : now ? whole(atEarlierMix(now, before, earlier)) : 0n;
  const cached = tokens.before === 0n ? end : now ? whole(sum(rates.map((name) => timesWhole(earlier(now, before, name), quantity(now, name))))) : 0n;
  return {
    volume: scaled - start,
    mix: mixed - scaled,
    cache_share: cached - mixed,
    price: end - cached,
    discounts: paid(now) - end - (paid(before) - start),
    newly_priced: 0n,
  };
}

/** The cell's tokens of now, at earlier prices, its input cached in the proportion of before. */
function atEarlierMix(now: DifferenceCell, before: DifferenceCell | null, earlier: Earlier): Fraction {
  const cachedAs = before && inputs.some((name) => before.tokens[name] > 0n) ? before : now;
  const inputOf = (cell: DifferenceCell) => inputs.reduce((all, name) => all + cell.tokens[name], 0n);
  const share = inputOf(cachedAs);
  const input = share === 0n ? zero : sum(inputs.map((name) => timesWhole(earlier(now, before, name), cachedAs.tokens[name])));
  const atNow = share === 0n ? zero : { numerator: input.numerator * inputOf(now), denominator: input.denominator * share };
  return sum([atNow, ...(["output", "request"] as const).map((name) => timesWhole(earlier(now, before, name), quantity(now, name)))]);
}

function quantity(cell: DifferenceCell, name: Rate): bigint {
  return name === "request" ? cell.requests : cell.tokens[name];
}

function sum(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(plus, zero);
}

/** The average list price of a class in the earlier period. */
type Earlier = (now: DifferenceCell, before: DifferenceCell | null, name: Rate) => Fraction;

/** The cell's own where it used the class, else its model's over all cells, else the price that was in force, else today's. */
function pricesBefore(pairs: readonly Pair[]): Earlier {
  const models = new Map<string, { list: Pico; quantity: bigint }>();
  for (const { before } of pairs) {
    for (const name of before ? rates : []) {
      const key = `${before?.key} ${name}`;
      const known = models.get(key) ?? { list: 0n, quantity: 0n };
      if (before) models.set(key, { list: known.list + before.list[name], quantity: known.quantity + quantity(before, name) });
    }
  }
  return (now, before, name) => {
    if (before && quantity(before, name) > 0n) return fraction(before.list[name], quantity(before, name));
    const model = models.get(`${now.key} ${name}`);
    if (model && model.quantity > 0n) return fraction(model.list, model.quantity);
    if (now.prior) return fraction(now.prior[name]);
    return quantity(now, name) > 0n ? fraction(now.list[name], quantity(now, name)) : zero;
  };
}
