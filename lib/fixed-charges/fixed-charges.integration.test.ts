import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { auditTrail } from "@/lib/audit/queries";
import { minorText } from "@/lib/currency/currency";
import { pool } from "@/lib/db";
import { parseDecimal } from "@/lib/money";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { fixture, take } from "@/lib/testing/files";
import { freshMember, freshTeam } from "@/lib/testing/people";
import { sumsByCurrency } from "./fixed-charge";
import { counterCharge, endCharge, recordCharge, withdrawCharge } from "./mutations";
import { dueIn, fixedCharges, importedCharges } from "./queries";
import { newFixedChargeSchema } from "./schema";

freshDatabase();

const line = (given: object) =>
  newFixedChargeSchema.parse({ kind: "subscription", item: "Chat seats", price: "25", seats: 30, every: "month", from: "2026-01-01", ...given });

async function sums(access: Access, month: string, asOf?: number): Promise<Record<string, string>> {
  const due = await dueIn(access, month, asOf === undefined ? {} : { asOf });
  return Object.fromEntries([...sumsByCurrency(due)].map(([currency, amount]) => [currency, minorText(amount, currency)]));
}

test("seats, a credit and a tax of a month, each currency by itself", async () => {
  const access = await freshWorkspace();
  await recordCharge(access, line({}));
  await recordCharge(access, line({ kind: "credit", item: "Launch credit", price: "-500", seats: 1, every: "once", from: "2026-06-12" }));
  await recordCharge(access, line({ kind: "tax", item: "VAT", price: "142.50", seats: 1, currency: "eur", every: "once", from: "2026-06-30" }));
  expect(await sums(access, "2026-06")).toEqual({ USD: "250", EUR: "142.5" }); // 30 × 25 − 500
  expect(await sums(access, "2026-07")).toEqual({ USD: "750" });
  expect(await sums(access, "2025-12")).toEqual({});
});

test("a line is ended, taken back and withdrawn, never edited; what was known then can be asked", async () => {
  const access = await freshWorkspace();
  const seats = await recordCharge(access, line({}));
  await pool().query("update fixed_charge set recorded_at = '2026-01-01' where workspace_id = $1", [access.workspaceId]);
  await endCharge(access, seats.id, "2026-06-15");
  expect(await sums(access, "2026-06")).toEqual({ USD: "375" }); // 750 × 15/30
  expect(await sums(access, "2026-06", Date.parse("2026-02-01"))).toEqual({ USD: "750" });
  await expect(endCharge(access, seats.id, "2026-07-15")).rejects.toMatchObject({ options: { errors: [{ code: "has_an_end" }] } });

  const back = await counterCharge(access, seats.id, { on: "2026-07-02", note: "two seats too many since January", amount: parseDecimal("-50") });
  expect(back).toMatchObject({ counters: seats.id, kind: "subscription", isMonthly: false });
  expect(await sums(access, "2026-07")).toEqual({ USD: "-50" });
  await expect(counterCharge(access, seats.id, { on: "2026-07-02", note: null, amount: parseDecimal("50") })).rejects.toMatchObject({
    options: { errors: [{ code: "wrong_sign" }] },
  });
  await withdrawCharge(access, seats.id);
  expect(await sums(access, "2026-06")).toEqual({});
  expect(await sums(access, "2026-06", Date.parse("2026-02-01"))).toEqual({ USD: "750" });
  await expect(withdrawCharge(access, seats.id)).rejects.toMatchObject({ code: "rule_not_in_force" });
  await expect(withdrawCharge(await freshWorkspace(), back.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await fixedCharges(access)).toHaveLength(2);
  const { items } = await auditTrail(access, {});
  expect(items.map(({ action }) => action)).toEqual([
    "fixed_charge.withdrawn",
    "fixed_charge.countered",
    "fixed_charge.ended",
    "fixed_charge.recorded",
  ]);
});

test("without an amount, what takes a line back is as much as the line", async () => {
  const access = await freshWorkspace();
  const credit = await recordCharge(access, line({ kind: "credit", price: "-12.5", seats: 4, every: "once", from: "2026-06-12" }));
  await counterCharge(access, credit.id, { on: "2026-06-20", note: null });
  expect(await sums(access, "2026-06")).toEqual({ USD: "0" }); // 4 × −12.50 + 50
});

test.each([
  [{ kind: "credit", price: "500" }, "price wrong_sign"],
  [{ price: "-25" }, "price wrong_sign"],
  [{ price: "0" }, "price not_an_amount"],
  [{ price: "1e3" }, "price not_an_amount"],
  [{ currency: "EURO" }, "currency not_a_currency"],
  [{ to: "2025-12-31" }, "to before_the_start"],
  [{ every: "once", to: "2026-12-31" }, "to has_no_end"],
  [{ from: "2026-02-30" }, "from not_a_date"],
  [{ seats: 0 }, "seats not_a_count"],
])("%j is refused, and it says where", (given, expected) => {
  const result = newFixedChargeSchema.safeParse({ kind: "subscription", item: "Seats", price: "25", every: "month", from: "2026-01-01", ...given });
  expect(result.error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`)).toEqual([expected]);
});

test("who sees one team sees its charges only", async () => {
  const access = await freshWorkspace();
  const team = await freshTeam(access, "Search");
  await recordCharge(access, line({ team: "Search" }));
  await recordCharge(access, line({ item: "Shared seats" }));
  await expect(recordCharge(access, line({ team: "Nobody" }))).rejects.toMatchObject({
    options: { errors: [{ path: "team", code: "unknown_name" }] },
  });
  const { access: limited } = await freshMember(access, "viewer", [team]);
  expect((await dueIn(limited, "2026-06")).map(({ item }) => item)).toEqual(["Chat seats"]);
});

test("what files charge stands beside, and in no sum", async () => {
  const access = await freshWorkspace();
  const { id, charges } = await take(access, await fixture("openai-cost.csv"), { filename: "openai-cost.csv" });
  expect(charges).toBeGreaterThan(0);
  const { rows } = await pool().query<{ month: string }>(
    "select to_char(min(starts_at) at time zone 'UTC', 'YYYY-MM') as month from charge where workspace_id = $1",
    [access.workspaceId],
  );
  const month = rows[0]?.month ?? "";
  const { lines, isCut } = await importedCharges(access, month);
  expect(isCut).toBe(false);
  expect(lines.every(({ imports }) => imports.length === 1 && imports[0] === id)).toBe(true);
  expect(await dueIn(access, month)).toEqual([]);
});
