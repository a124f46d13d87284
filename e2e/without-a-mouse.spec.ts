import { expect, test } from "./fixtures";

// Mistral Medium 3.1 at 0.40 / 2.00: 1 M in + 1 M out = $2.40
const one = "timestamp,provider,model,input_tokens,output_tokens\n2026-08-10T09:00:00Z,mistral,mistral-medium-3.1,1000000,1000000\n";

test("from a file to its report by keyboard alone", async ({ page, obole, file }) => {
  await obole.open("spend");
  await obole.press("imports");
  await obole.press("newImport");
  const picker = page.waitForEvent("filechooser");
  await obole.press("choose");
  await (await picker).setFiles(await file("usage.csv", one));
  await obole.press("upload");
  await obole.expectReceipt();
  await obole.press("seeMonth");
  await obole.expectTotal("$2.40");
  expect(await obole.nextDay()).toBe("1 August 2026: no data");
});
