import { always } from "./expected";
import { expect, test } from "./fixtures";

// gpt-4o input at 2.50 per million, at noon of two days in June.
const file = (first: number, second: number) =>
  `timestamp,provider,model,input_tokens,output_tokens,request_id
2026-06-01T12:00:00Z,openai,gpt-4o,${first},0,a
2026-06-02T12:00:00Z,openai,gpt-4o,${second},0,b
`;

test("a day exported twice is settled row by row, and comes back with an undo", async ({ api, obole, page }) => {
  const cost = async () => (await api.spend(always)).total.cost;
  await api.upload(file(1_000_000, 1_000_000));
  const again = await api.upload(file(3_000_000, 2_000_000), { filename: "again.csv" });
  expect(again).toMatchObject({ accepted: 0, duplicates: 2, conflicts: 2 });
  expect(await cost()).toBe("5"); // 2 M

  await obole.open(`imports/${again.id}`);
  await expect(page.getByRole("row", { name: /\+2,000,000\s*\+\$5\.00/ })).toBeVisible();
  await page.getByRole("checkbox", { name: "Choose line 2" }).check();
  await page.getByRole("button", { name: "Replace the chosen" }).click();
  await expect(page.getByRole("cell", { name: "replaced" })).toHaveCount(1);
  expect(await cost()).toBe("10"); // 3 M of a, 1 M of b
  await page.getByRole("button", { name: "Keep all" }).click();
  await expect(page.getByRole("cell", { name: "kept" })).toHaveCount(1);
  expect(await cost()).toBe("10");

  expect(await api.json("DELETE", `/imports/${again.id}`)).toMatchObject({ status: "undone" });
  expect(await cost()).toBe("5");
});

test("a program reads conflicts and settles them at once", async ({ api }) => {
  await api.upload(file(1_000_000, 1_000_000));
  const { id } = await api.upload(file(3_000_000, 2_000_000));
  const tokens = (input: number) => ({ tokens: { input } });
  expect(await api.json("GET", `/imports/${id}/conflicts`)).toMatchObject({
    items: [
      { state: "open", before: { ...tokens(1_000_000), cost: "2.5" }, after: { ...tokens(3_000_000), cost: "7.5" } },
      { state: "open", before: { ...tokens(1_000_000), cost: "2.5" }, after: { ...tokens(2_000_000), cost: "5" } },
    ],
    next_cursor: null,
  });
  const settle = (body: unknown) => api.call("POST", `/imports/${id}/conflicts`, { body: JSON.stringify(body) });
  expect((await settle({ replace: "all", keep: "all" })).status).toBe(400);
  expect(await (await settle({ replace: "all" })).json()).toMatchObject({ settled: 2, import: { accepted: 2, duplicates: 0, conflicts: 2 } });
  expect((await api.spend(always)).total.cost).toBe("12.5");
});
