import { describe, expect, test } from "vitest";
import { monthPeriod } from "@/lib/period";
import { loadSample } from "@/lib/sample/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader as header, take } from "@/lib/testing/files";
import { causes } from "./causes";
import { contributionsBy, totalOf } from "./difference";
import { spend } from "./queries";

freshDatabase();

const dollars = (amount: number) => BigInt(amount) * 10n ** 12n;
const months = (before: string, now: string, zone = "UTC") => ({ before: monthPeriod(before, zone), now: monthPeriod(now, zone) });

describe("why spend changed", () => {
  test("a name that began to mean a dearer model on 16 June is price", async () => {
    const access = await freshWorkspace();
    const row = (day: string) => `${day}T00:00:00Z,mistral,mistral-medium-latest,1000000,1000000,,10,,Support,,,`;
    await take(access, [header, row("2026-06-15"), row("2026-07-01")].join("\n"));
    // 0.40 + 2.00, then 1.50 + 7.50
    const found = await causes(access, months("2026-06", "2026-07"));
    expect(found).toMatchObject({ before: dollars(24) / 10n, now: dollars(9), parts: { volume: 0n, mix: 0n, price: dollars(66) / 10n } });
  });

  test("a month with only a price change is all price, for every model and team", async () => {
    const access = await freshWorkspace();
    const month = (name: string) =>
      ["01", "11", "27"].flatMap((day) => [
        `${name}-${day}T10:00:00Z,openai,gpt-5.6-luna,3000000,1000000,,10,,Search,,,`,
        `${name}-${day}T10:00:00Z,openai,gpt-4o-mini,5000000,2000000,,10,,Support,,,`,
      ]);
    await take(access, [header, ...month("2026-07"), ...month("2026-09")].join("\n"));
    // Luna went from $1 / $6 to $0.20 / $1.20 on 30 July: three times 3 × 0.80 + 1 × 4.80 less.
    const found = await causes(access, months("2026-07", "2026-09"));
    const less = -(3n * dollars(72)) / 10n;
    expect(found.parts).toEqual({ volume: 0n, mix: 0n, cache_share: 0n, price: less, discounts: 0n, newly_priced: 0n });
    for (const by of ["model", "team"] as const)
      expect(contributionsBy(found.contributions, by).filter(({ total }) => total !== 0n)).toMatchObject([
        { parts: { ...found.parts }, total: less },
      ]);
  });

  test("the sample's June: the parts make the difference, and name Search's model as its largest price", async () => {
    const access = await freshWorkspace();
    await loadSample(access);
    const { before, now } = months("2026-05", "2026-06");
    const found = await causes(access, { before, now });
    const [may, june] = [await spend(access, { period: before }), await spend(access, { period: now })];
    expect(totalOf(found.parts)).toBe((june.total.cost ?? 0n) - (may.total.cost ?? 0n));
    expect(found.parts.price > 0n && found.parts.mix < 0n).toBe(true);
    const byPrice = contributionsBy(found.contributions, "model").toSorted((a, b) => (a.parts.price < b.parts.price ? 1 : -1));
    expect(byPrice[0]?.name).toBe("mistral/mistral-medium-latest");
    const platform = contributionsBy(found.contributions, "team").find(({ name }) => name === "Platform");
    expect(platform && platform.parts.mix < 0n).toBe(true); // it left GPT-4o on 11 May
  });

  test("only what a viewer's teams used", async () => {
    const access = await freshWorkspace();
    await loadSample(access);
    const found = await causes(access, { ...months("2026-05", "2026-06"), filters: { team: ["Support"] } });
    expect(contributionsBy(found.contributions, "team").map(({ name }) => name)).toEqual(["Support"]);
  });
});
