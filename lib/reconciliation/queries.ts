import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { addDays, daysOfMonth, daysPeriod, type Month, monthPeriod, type Period, type Zone } from "@/lib/period";
import { type Atto, attoDollars } from "@/lib/savings/savings";
import { pricesKnown } from "@/lib/spend/queries";
import { readingOf } from "@/lib/spend/usage";
import { type Cause, size, type Tolerance } from "./compare";
import { invoicesOf } from "./invoices";
import { notesOf, toleranceOf } from "./notes";
import { type OurModel, ours } from "./ours";
import { reportedCosts } from "./reported";
import { addedUp, type Compared, type ComparedProvider, comparedProvider, type ModelDetail, sumOf } from "./sides";
import { charges, middleOfCharge, type OtherCurrency } from "./theirs";
import { tokenKinds } from "./token-kind";

/** Providers' consoles and exports count in days of UTC. */
export const billingZone: Zone = "UTC";

export type Reconciliation = {
  month: Month;
  /** What is compared first, the largest difference first. */
  providers: ComparedProvider[];
  /** Of what is compared; its causes add up to its difference. */
  total: { theirs: Atto; ours: Atto; difference: Atto; causes: Cause[] };
  others: OtherCurrency[];
  tolerance: Tolerance;
};

/** A month's invoices, cost exports and reported costs against its usage, by provider and model; the causes of each difference add up to it. */
export async function reconciliation(access: Access, month: Month): Promise<Reconciliation> {
  return snapshot((client) => reconciled(client, access, month));
}

/** The same within somebody's transaction. */
async function reconciled(client: pg.ClientBase, access: Access, month: Month): Promise<Reconciliation> {
  const prices = await pricesKnown(access, undefined, client);
  const [here, there] = [monthPeriod(month, access.timezone), monthPeriod(month, billingZone)];
  const own = await ours(client, access, prices, here);
  const shifted = here.from === there.from && here.to === there.to ? own : await ours(client, access, prices, there);
  const charged = await charges(client, access, prices.book, there, billingZone);
  const invoices = await invoicesOf(client, access, month);
  const notes = await notesOf(client, access, month);
  const reported = await reportedCosts(client, access, prices, here);
  const tolerance = await toleranceOf(client, access);
  const names = new Set([...own, ...shifted, ...charged.providers, ...invoices].map(({ provider }) => provider));
  const providers = [...names].map((provider) => {
    const of = <Item extends { provider: string }>(items: readonly Item[]) => items.filter((item) => item.provider === provider);
    return comparedProvider({
      ...{ provider, here: of(own), there: of(shifted), charges: of(charged.providers)[0] ?? null },
      ...{ reported: reported.filter(({ ours: { provider: of } }) => of === provider), invoices: of(invoices), notes: of(notes), tolerance },
    });
  });
  const isCompared = ({ basis }: ComparedProvider) => basis !== "none";
  providers.sort((a, b) => Number(isCompared(b)) - Number(isCompared(a)) || (size(a.difference) < size(b.difference) ? 1 : -1));
  const those = providers.filter(isCompared);
  const [theirs, mine] = [sumOf(those.map((each) => each.theirs)) ?? 0n, sumOf(those.map((each) => each.ours)) ?? 0n];
  const foreign = invoices.filter(({ currency }) => currency !== "USD");
  return {
    ...{ month, providers, tolerance },
    total: { theirs, ours: mine, difference: theirs - mine, causes: addedUp(those.flatMap(({ causes }) => causes)) },
    others: [...charged.others, ...foreign.map(({ provider, currency, amount }) => ({ provider, currency, amount: attoDollars(amount) }))],
  };
}

/** The lines of a month that are compared, neither match nor are signed off. */
export function openDifferences({ providers }: Reconciliation): Compared[] {
  return providers
    .filter(({ basis }) => basis !== "none")
    .flatMap((provider): Compared[] => (provider.models.length && provider.basis !== "invoice" ? provider.models : [provider]))
    .filter(isOpen);
}

/** The same of a month, read only where there is something to compare usage with. */
export async function openDifferencesOf(client: pg.ClientBase, access: Access, month: Month): Promise<Compared[]> {
  const { from, to } = monthPeriod(month, billingZone);
  const { rows } = await client.query<{ isBilled: boolean }>(
    `select exists (select from invoice where workspace_id = $1 and month = $2 and withdrawn_at is null)
       or exists (select from charge c where c.workspace_id = $1 and not c.superseded and ${middleOfCharge} >= $3 and ${middleOfCharge} < $4)
       or exists (select from import where workspace_id = $1 and status = 'done' and reported_cost ? 'USD') as "isBilled"`,
    [access.workspaceId, month, new Date(from), new Date(to)],
  );
  return rows[0]?.isBilled ? openDifferences(await reconciled(client, access, month)) : [];
}

/** Whether a difference still wants somebody's attention. */
function isOpen({ state, isSignedOff }: Compared): boolean {
  return state !== "matched" && !isSignedOff;
}

/** A model's month in detail; what neither side knows has empty days. */
export async function reconciledModel(access: Access, month: Month, { provider, model }: { provider: string; model: string }): Promise<ModelDetail> {
  const prices = await pricesKnown(access);
  const key = `${provider}/${model}`;
  return snapshot(async (client) => {
    const period = monthPeriod(month, billingZone);
    const { providers } = await charges(client, access, prices.book, period, billingZone);
    const lines = providers.flatMap((each) => each.lines).filter((line) => line.key === key);
    const filters = { provider: [provider || null] };
    const about = { filters, reading: await readingOf(client, access, { filters }) };
    const own = async (stretch: Period): Promise<OurModel | null> => {
      const found = await ours(client, access, prices, stretch, about);
      return found.find((each) => each.key === key) ?? null;
    };
    const days: ModelDetail["days"] = [];
    for (const day of daysOfMonth(month)) {
      const theirs = sumOf(lines.filter((line) => line.day === day).map(({ amount }) => amount));
      days.push({ day, theirs, ours: (await own(daysPeriod(day, addDays(day, 1), billingZone)))?.cost ?? null });
    }
    const whole = await own(period);
    const kinds = tokenKinds.flatMap((kind) => {
      const theirs = sumOf(lines.filter((line) => line.kind === kind).map(({ amount }) => amount));
      const mine = whole?.kinds[kind] ?? null;
      return theirs === null && mine === null ? [] : [{ kind, theirs, ours: mine }];
    });
    return { days, kinds };
  });
}
