import { always, fixture } from "./expected";
import { expect, test } from "./fixtures";

// Mistral Medium 3.1 at 0.40 / 2.00, on the first of the month: 1 M in + 1 M out = $2.40
const one = "timestamp,provider,model,input_tokens,output_tokens\n2026-09-01T09:00:00Z,mistral,mistral-medium-3.1,1000000,1000000\n";

test("what an import brought goes with it, and comes back with it", async ({ obole, file }) => {
  await obole.open("imports/new");
  await obole.chooseFile(await file("usage.csv", one));
  expect(await obole.addFile()).toEqual({ isSent: true });
  await obole.goTo("spend");
  await obole.expectTotal("$2.40");
  await obole.expectText("Spend, 1 September");

  await obole.openImportRecord("usage.csv");
  await obole.undoImport();
  await obole.goTo("spend");
  await obole.expectEmptySpend();

  await obole.openImportRecord("usage.csv");
  await obole.restoreImport();
  await obole.goTo("spend");
  await obole.expectTotal("$2.40");
});

test("a program undoes and restores just as exactly, and only once", async ({ api }) => {
  const { content, expected } = await fixture("canonical-basic.csv");
  const { id } = await api.upload(content);
  const cost = async () => (await api.spend(always)).total.cost;
  const again = async (method: string, path: string) => (await api.call(method, path)).status;

  expect(await api.json("DELETE", `/imports/${id}`)).toMatchObject({ status: "undone" });
  expect(await cost()).toBe("0");
  expect(await again("DELETE", `/imports/${id}`)).toBe(409);

  expect(await api.json("POST", `/imports/${id}/restore`)).toMatchObject({ status: "done", accepted: 20 });
  expect(await cost()).toBe(expected.cost_usd_effective);
  expect(await again("POST", `/imports/${id}/restore`)).toBe(409);
});

test("rows that another import took meanwhile stay with it", async ({ api }) => {
  const { content, expected } = await fixture("canonical-basic.csv");
  const first = await api.upload(content);
  await api.json("DELETE", `/imports/${first.id}`);
  expect(await api.upload(content)).toMatchObject({ accepted: 20, duplicates: 0 });
  expect(await api.json("POST", `/imports/${first.id}/restore`)).toMatchObject({ accepted: 0, duplicates: 20 });
  expect((await api.spend(always)).total.cost).toBe(expected.cost_usd_effective);
});

test("rejected rows are named on the receipt and go along as a file", async ({ obole, file }) => {
  const { content, expected } = await fixture("canonical-rejects.csv");
  await obole.open("imports/new");
  await obole.chooseFile(await file("rejects.csv", content));
  await obole.addFile();
  expect(await obole.receipt()).toEqual({ added: "3", known: "1", rejected: "15", ignored: "0", read: "19" });
  expect((await obole.downloadRejected()).map(({ line }) => Number(line))).toEqual(expected.rejected.map(({ line }) => line));
});
