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
