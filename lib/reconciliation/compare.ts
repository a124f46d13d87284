import { type Atto, attoPerPico } from "@/lib/savings/savings";

/**
 * Why what a provider charges differs from what usage costs here. Every amount is theirs less ours, signed.
 * `zone`: usage that falls into another month in the provider's zone. `unpriced`: usage without a price here. `cache`: cached tokens charged at the plain input
 * price. `tier`: batch, flex or priority charged at the standard price. `own_discount`: a discount of ours that the provider has not given. `discount`: one
 * that they gave and no rule of ours knows. `credits`, `tax`, `not_itemised` (on the invoice, in no cost export): of an invoice.
 */
export const causeKinds = [
  ...(["zone", "unpriced", "cache", "tier", "own_discount", "discount", "not_recorded", "not_charged", "not_itemised"] as const),
  ...(["credits", "tax", "rounding", "unexplained"] as const),
] as const;
export type CauseKind = (typeof causeKinds)[number];

/** `percent`: of a discount, as decimal text. */
export type Cause = { kind: CauseKind; amount: Atto; percent?: string };

/** matched: within the tolerance. charged: only on their side. recorded: only on ours. */
export type State = "matched" | "charged" | "recorded" | "differs";

/** Both sides of something, in atto-dollars, with what would explain a difference. */
export type Sides = {
  /** null: nothing was charged. */
  theirs: Atto | null;
  /** How many lines they charged it in: each may be rounded to the cent. */
  lines: number;
  /** In the workspace's month; null: nothing of it has a price, or there was no usage. */
  ours: Atto | null;
  /** The same in the provider's month. */
  oursThere: Atto | null;
  unpricedTokens: bigint;
  /** Of the usage in the provider's month: how much more it costs without cache prices, at the standard tier, and without our discounts. */
  uncached: Atto;
  untiered: Atto;
  undiscounted: Atto;
};

export type Tolerance = { amount: Atto; percent: bigint };

const cent = 10n ** 16n;
/** What is left of a difference below this is the last digit of somebody's arithmetic. */
const exactly = attoPerPico * 10n ** 6n;

export function size(amount: Atto): Atto {
  return amount < 0n ? -amount : amount;
}

export function differenceOf({ theirs, ours }: Pick<Sides, "theirs" | "ours">): Atto {
  return (theirs ?? 0n) - (ours ?? 0n);
}

/** How the two sides stand to each other. `percent` of the tolerance: hundredths of a per cent of ours. */
export function stateOf({ theirs, ours, unpricedTokens }: Sides, { amount, percent }: Tolerance): State {
  const allowed = size(ours ?? 0n) * percent;
  const difference = size(differenceOf({ theirs, ours }));
  const isUnknown = theirs === null && unpricedTokens > 0n;
  if (!isUnknown && (difference <= amount || difference * 10_000n <= allowed)) return "matched";
  if (theirs === null) return "recorded";
  return ours === null && unpricedTokens === 0n ? "charged" : "differs";
}

/** What a difference is made of, the largest first: the parts always add up to it. Pure. */
export function causesOf(sides: Sides): Cause[] {
  const shift = (sides.oursThere ?? 0n) - (sides.ours ?? 0n);
  const here = explained(sides, sides.ours);
  const there: Cause[] = [...part("zone", shift), ...explained(sides, sides.oursThere)];
  // Their month is taken for a shifted one unless ours explains the amount better.
  const best = shift !== 0n && worth(here) < worth(there) ? here : there;
  return best.sort((a, b) => (size(a.amount) < size(b.amount) ? 1 : -1));
}

/**
 * Names the discount that one provider's unexplained differences have in common, and puts it in their place; null where there is none. A single model has
 * to fit half per cents, several fit tenths. Pure.
 */
export function commonDiscount<Of extends { sides: Sides; causes: Cause[] }>(
  models: readonly Of[],
): { percent: string; causes: Map<Of, Cause[]> } | null {
  const open = models.flatMap((model) => {
    const rest = model.causes.find(({ kind }) => kind === "unexplained");
    const base = model.causes.some(({ kind }) => kind === "zone") ? model.sides.oursThere : model.sides.ours;
    return rest && base !== null && base > 0n ? [{ model, rest: rest.amount, base }] : [];
  });
  const [rest, base] = open.reduce(([a, b], each) => [a + each.rest, b + each.base], [0n, 0n]);
  if (base === 0n || rest >= 0n) return null;
  const step = open.length > 1 ? 1n : 5n; // tenths of a per cent
  const tenths = ((-rest * 2000n) / (base * step) + 1n) / 2n; // to the nearest step
  const permille = tenths * step;
  if (permille <= 0n || permille >= 900n) return null;
  const fits = open.every(({ model, rest: own, base: of }) => size(own * 1000n + of * permille) <= 1000n * roundingOf(model.sides));
  if (!fits) return null;
  const percent = permille % 10n === 0n ? String(permille / 10n) : `${permille / 10n}.${permille % 10n}`;
  const causes = new Map(
    open.map(({ model, rest: own, base: of }) => {
      const discount = -(of * permille) / 1000n;
      const others = model.causes.filter(({ kind }) => kind !== "unexplained");
      return [model, [...others, { kind: "discount" as const, amount: discount, percent }, ...part("rounding", own - discount)]];
    }),
  );
  return { percent, causes };
}

/** The difference to one way of taking our side, in parts. */
function explained(sides: Sides, ours: Atto | null): Cause[] {
  const { theirs, unpricedTokens } = sides;
  const rest = (theirs ?? 0n) - (ours ?? 0n);
  if (theirs === null) return part("not_charged", rest);
  if (ours === null) return part(unpricedTokens > 0n ? "unpriced" : "not_recorded", rest);
  const found = fitting(sides, rest);
  if (found) return found;
  return part(unpricedTokens > 0n && rest > 0n ? "unpriced" : "unexplained", rest);
}

/** The fewest known effects that make up a difference, to the last digit if they can, else to what rounding leaves open; null: none do. */
function fitting(sides: Sides, rest: Atto): Cause[] | null {
  const effects = [...part("cache", sides.uncached), ...part("tier", sides.untiered), ...part("own_discount", sides.undiscounted)];
  const sets = subsetsOf(effects).sort((a, b) => a.length - b.length);
  const left = (set: readonly Cause[]) => rest - set.reduce((sum, { amount }) => sum + amount, 0n);
  for (const bound of [exactly, roundingOf(sides)]) {
    const set = sets.find((each) => size(left(each)) <= bound);
    if (set) return [...set, ...part("rounding", left(set))];
  }
  return null;
}

/** Half a cent for each line they charged. */
function roundingOf({ lines }: Sides): Atto {
  return (cent / 2n) * BigInt(Math.max(lines, 1));
}

function part(kind: CauseKind, amount: Atto): Cause[] {
  return amount === 0n ? [] : [{ kind, amount }];
}

/** What is better explained is worth less: first what stays open, then how many parts it takes. */
function worth(causes: readonly Cause[]): bigint {
  const isOpen = causes.some(({ kind }) => kind === "unexplained" || kind === "rounding");
  return BigInt(causes.length) + (isOpen ? 100n : 0n);
}

function subsetsOf<Item>(items: readonly Item[]): Item[][] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  const sets = subsetsOf(rest);
  return sets.concat(sets.map((set) => [first, ...set]));
}
