import fc from "fast-check";
import { expect, test } from "vitest";
import { addedUp, comparedProvider, type ProviderMonth, sumOf } from "./sides";

const amount = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
const keys = fc.constantFrom("p/one", "p/two", "p/three");
const model = fc.record({
  cost: fc.option(amount),
  unpricedTokens: fc.bigInt({ min: 0n, max: 9n }),
  uncached: amount,
  untiered: amount,
  undiscounted: amount,
});
const models = fc.dictionary(keys, model).map((all) => {
  return Object.entries(all).map(([key, of]) => ({ ...of, key, provider: "p", model: key, name: key, kinds: {} }));
});
const line = fc.record({ key: keys, amount, lines: fc.nat(90), isModel: fc.boolean() });
const charges = fc.array(line, { minLength: 1 }).map((lines) => ({
  ...{ provider: "p", source: null, credits: 0n, unused: [] },
  lines: lines.map((of) => ({ ...of, provider: "p", model: of.key, name: of.key, day: "2026-06-01", kind: "other" as const })),
}));
const invoice = fc.record({ amount, credits: amount, tax: amount, currency: fc.constantFrom("USD", "EUR") }).map((of) => ({
  ...of,
  ...{ id: 1, month: "2026-06", provider: "p", number: "1", note: null, recordedAt: 0, recordedBy: "system" },
}));
const month: fc.Arbitrary<ProviderMonth> = fc.record({
  ...{ provider: fc.constant("p"), here: models, there: models, charges: fc.option(charges), invoices: fc.array(invoice, { maxLength: 3 }) },
  ...{ reported: models.chain((all) => fc.tuple(...all.map((ours) => fc.record({ ours: fc.constant(ours), amount })))), notes: fc.constant([]) },
  tolerance: fc.constant({ amount: 0n, percent: 0n }),
});

test("the causes of a provider's difference add up to it, as those of each model do, whatever is compared", () => {
  fc.assert(
    fc.property(month, (given) => {
      const provider = comparedProvider(given);
      if (provider.basis === "none") return;
      for (const { causes, difference } of [provider, ...provider.models]) {
        expect(sumOf(causes.map((cause) => cause.amount)) ?? 0n).toBe(difference);
      }
      const beyond = addedUp(provider.causes.filter(({ kind }) => ["tax", "credits", "not_itemised"].includes(kind)));
      if (provider.models.length) {
        const itemised = sumOf(provider.models.map(({ difference }) => difference)) ?? 0n;
        expect(provider.difference - (sumOf(beyond.map((cause) => cause.amount)) ?? 0n)).toBe(itemised);
      }
    }),
  );
});
