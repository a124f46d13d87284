import type { Day } from "@/lib/period";
import { type Atto, attoDollars } from "@/lib/savings/savings";
import { type Cause, type CauseKind, causesOf, commonDiscount, differenceOf, type Sides, type State, size, stateOf, type Tolerance } from "./compare";
import type { Invoice } from "./invoices";
import type { DifferenceNote } from "./notes";
import type { OurModel } from "./ours";
import type { ChargedLine, Charges } from "./theirs";
import type { TokenKind } from "./token-kind";

/** What their side is: invoices, a cost export, or what usage files themselves say it cost; none: there is nothing to compare with. */
export type Basis = "invoice" | "charges" | "reported" | "none";

/** One line: a model of a provider, or all of a provider (`model` empty). Atto-dollars; differences are theirs less ours. */
export type Compared = {
  provider: string;
  model: string;
  name: string;
  theirs: Atto | null;
  ours: Atto | null;
  unpricedTokens: bigint;
  difference: Atto;
  state: State;
  /** Add up to the difference. */
  causes: Cause[];
  note: DifferenceNote | null;
  /** Signed off, at this very difference. */
  isSignedOff: boolean;
};

export type ComparedProvider = Compared & {
  basis: Basis;
  /** Of the cost export. */
  source: string | null;
  unused: Charges["unused"];
  invoices: Invoice[];
  /** What exports say was credited elsewhere; not part of the amounts. */
  credits: Atto;
  models: Compared[];
  /** The discount that would explain what was open, in per cent. */
  discount: string | null;
};

/** What usage of a model was said to cost by the files it came in, and what the very same rows cost here. */
export type Reported = { ours: OurModel; amount: Atto };

/** Both sides of one model of a month, by the provider's days and by kind of token. */
export type ModelDetail = {
  days: { day: Day; theirs: Atto | null; ours: Atto | null }[];
  kinds: { kind: TokenKind; theirs: Atto | null; ours: Atto | null }[];
};

/** All that is known of a provider's month. */
export type ProviderMonth = {
  provider: string;
  /** In the workspace's month, and in the provider's. */
  here: OurModel[];
  there: OurModel[];
  charges: Charges | null;
  reported: Reported[];
  invoices: Invoice[];
  notes: DifferenceNote[];
  tolerance: Tolerance;
};

type Line = { provider: string; model: string; name: string; sides: Sides; causes: Cause[] };

/** Both sides of a provider's month: line by line where a cost export or usage itself tells models apart, and as a whole. Pure. */
export function comparedProvider(month: ProviderMonth): ComparedProvider {
  const { provider, charges } = month;
  const invoices = month.invoices.filter(({ currency }) => currency === "USD");
  const basis: Basis = invoices.length ? "invoice" : charges ? "charges" : month.reported.length ? "reported" : "none";
  // A bill that names no model at all is compared as a whole.
  const byModel = charges?.lines.some(({ isModel }) => isModel) ? chargedLines(month, charges.lines) : [];
  const lines = basis === "reported" ? reportedLines(month) : byModel;
  const itemised = charges ? sumOf(charges.lines.map(({ amount }) => amount)) : sumOf(lines.map(({ sides }) => sides.theirs));
  const invoiced = invoices.length ? sumOf(invoices.map(({ amount }) => amount)) : null;
  const said = month.reported.map(({ ours }) => ours);
  const sums = basis === "reported" ? wholeOf({ here: said, there: said }) : wholeOf(month);
  const whole: Sides = { ...sums, theirs: itemised ?? invoiced, lines: charges ? linesOf(charges.lines) : Math.max(lines.length, invoices.length) };
  const alone: Line = { provider, model: "", name: provider, sides: whole, causes: basis === "none" ? [] : causesOf(whole) };
  const found = commonDiscount(lines.length ? lines : [alone]);
  const explained = (line: Line): Line => ({ ...line, causes: found?.causes.get(line) ?? line.causes });
  const models = lines.map((line) => compared(explained(line), month)).sort((a, b) => (size(a.difference) < size(b.difference) ? 1 : -1));
  const parent = lines.length ? { ...alone, causes: addedUp(models.flatMap(({ causes }) => causes)) } : explained(alone);
  return {
    ...compared(withInvoices(parent, invoices, itemised ?? invoiced ?? 0n), month),
    ...{ basis, models, source: charges?.source ?? null, unused: charges?.unused ?? [], credits: charges?.credits ?? 0n },
    ...{ invoices: month.invoices, discount: found?.percent ?? null },
  };
}

/** Causes by kind, the largest first. */
export function addedUp(causes: readonly Cause[]): Cause[] {
  const sums = new Map<string, Cause>();
  for (const { kind, amount, percent } of causes) {
    const key = `${kind} ${percent ?? ""}`;
    sums.set(key, { kind, amount: (sums.get(key)?.amount ?? 0n) + amount, ...(percent !== undefined && { percent }) });
  }
  return [...sums.values()].filter(({ amount }) => amount !== 0n).sort((a, b) => (size(a.amount) < size(b.amount) ? 1 : -1));
}

/** null: there are none. */
export function sumOf(amounts: readonly (Atto | null)[]): Atto | null {
  return amounts.reduce<Atto | null>((sum, amount) => (amount === null ? sum : (sum ?? 0n) + amount), null);
}

function chargedLines({ provider, here, there }: ProviderMonth, charged: readonly ChargedLine[]): Line[] {
  const keys = [...new Set([...here, ...there, ...charged].map(({ key }) => key))];
  return keys.map((key) => {
    const [mine, shifted] = [here.find((each) => each.key === key), there.find((each) => each.key === key)];
    const lines = charged.filter((line) => line.key === key);
    const named = mine ?? shifted ?? lines[0];
    const theirs = sumOf(lines.map(({ amount }) => amount));
    const sides: Sides = { ...sidesOf(mine, shifted), theirs, lines: linesOf(lines) };
    return { provider, model: named?.model ?? "", name: named?.name ?? key, sides, causes: causesOf(sides) };
  });
}

function linesOf(charged: readonly ChargedLine[]): number {
  return charged.reduce((sum, { lines }) => sum + lines, 0);
}

/** Usage tells its own cost in the month it is in, so no edge is shifted; what no file says a cost of is not compared. */
function reportedLines({ provider, reported }: ProviderMonth): Line[] {
  return reported.map(({ ours, amount }) => {
    const sides: Sides = { ...sidesOf(ours, ours), theirs: amount, lines: 1 };
    return { provider, model: ours.model, name: ours.name, sides, causes: causesOf(sides) };
  });
}

function sidesOf(here: OurModel | undefined, there: OurModel | undefined): Omit<Sides, "theirs" | "lines"> {
  return {
    ...{ ours: here?.cost ?? null, oursThere: there?.cost ?? null, unpricedTokens: (there ?? here)?.unpricedTokens ?? 0n },
    ...{ uncached: there?.uncached ?? 0n, untiered: there?.untiered ?? 0n, undiscounted: there?.undiscounted ?? 0n },
  };
}

function wholeOf({ here, there }: Pick<ProviderMonth, "here" | "there">): Omit<Sides, "theirs" | "lines"> {
  const sum = (name: "uncached" | "untiered" | "undiscounted" | "unpricedTokens") => there.reduce((all, each) => all + each[name], 0n);
  return {
    ...{ ours: sumOf(here.map(({ cost }) => cost)), oursThere: sumOf(there.map(({ cost }) => cost)), unpricedTokens: sum("unpricedTokens") },
    ...{ uncached: sum("uncached"), untiered: sum("untiered"), undiscounted: sum("undiscounted") },
  };
}

/** With what invoices have beyond usage: tax, credits, and what stands in no cost export. */
function withInvoices(line: Line, invoices: readonly Invoice[], itemised: Atto): Line {
  if (!invoices.length) return line;
  const sum = (name: "amount" | "credits" | "tax") => invoices.reduce((all, each) => all + each[name], 0n);
  const parts: [CauseKind, Atto][] = [
    ["tax", sum("tax")],
    ["credits", -sum("credits")],
    ["not_itemised", sum("amount") - itemised],
  ];
  const further = parts.map(([kind, amount]): Cause => ({ kind, amount }));
  return {
    ...line,
    sides: { ...line.sides, theirs: sum("amount") + sum("tax") - sum("credits") },
    causes: addedUp([...line.causes, ...further]),
  };
}

function compared({ provider, model, name, sides, causes }: Line, { notes, tolerance }: ProviderMonth): Compared {
  const { theirs, ours, unpricedTokens } = sides;
  const difference = differenceOf(sides);
  const note = notes.find((each) => each.model === model) ?? null;
  return {
    ...{ provider, model, name, theirs, ours, unpricedTokens, difference, state: stateOf(sides, tolerance), causes, note },
    isSignedOff: note?.isSignedOff === true && note.difference === attoDollars(difference),
  };
}
