import { always } from "./expected";
import { expect, test } from "./fixtures";

test("sample data fills the pages with one click and leaves with another", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  const { total } = await api.spend({ from: "2026-06-01", to: "2026-07-01" });
  await obole.open("spend?month=2026-06");
  await obole.expectTotal(usd(total.cost));
  expect((await obole.ranking("team")).length).toBeGreaterThan(3);

  await obole.removeSample();
  await obole.expectEmptySpend();
  expect((await api.spend(always)).total).toMatchObject({ requests: 0, cost: "0" });
});

/** Exact dollars as the English screen writes them above one dollar: rounded half to even, thousands apart. */
function usd(exact: string | null): string {
  const [whole = "0", fraction = ""] = (exact ?? "").split(".");
  const cents = Math.round(Number(`0.${fraction || "0"}`) * 100);
  return `$${(BigInt(whole) + BigInt(Math.floor(cents / 100))).toString().replace(/\B(?=(\d{3})+$)/g, ",")}.${String(cents % 100).padStart(2, "0")}`;
}
