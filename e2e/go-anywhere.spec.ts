import { expectAccessible, pairings } from "./accessibility";
import { expect, test } from "./fixtures";

const usage = [
  "timestamp,provider,model,input_tokens,output_tokens,team,project,user",
  "2026-08-10T09:00:00Z,openai,gpt-4o,1000000,0,Research,Atlas,zoe@example.com", // $2.50
  "2026-08-10T09:00:00Z,openai,gpt-4o,2000000,0,Search,Borealis,sam@example.com", // $5.00
  "2026-07-10T09:00:00Z,openai,gpt-4o,4000000,0,Search,Borealis,sam@example.com", // $10.00
].join("\n");

test.beforeEach(({ api }) => api.upload(usage));

test("the palette leads to a page, a model and a team by a few letters and the arrow keys", async ({ page, obole }) => {
  await obole.open("spend?month=2026-08");
  await obole.openPalette("keys");
  expect(await obole.search("memb")).toEqual(["Settings: Members"]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/members$/);

  await obole.openPalette("link");
  expect((await obole.search("gpt-4o"))[0]).toMatch(/^GPT-4o /);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/models\/[a-z]+\/gpt-4o$/);

  await obole.openPalette("keys");
  const found = await obole.search("sea");
  expect(found.slice(0, 2)).toEqual(["Search", "Research"]); // what begins with it comes first; then models with "research" in their name
  await page.keyboard.press("ArrowUp");
  await obole.expectChosen(found.at(-1) ?? ""); // round the list
  for (const name of ["Search", "Research"]) {
    await page.keyboard.press("ArrowDown");
    await obole.expectChosen(name);
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/spend\?team=Research$/);
  await obole.expectTotal("$2.50");
});

test("what is not there is said to be not there, and Escape gives the focus back", async ({ page, obole }) => {
  await obole.open("spend");
  await obole.openPalette("link");
  expect(await obole.search("no such thing")).toEqual([]);
  await obole.expectNothingFound();
  await page.keyboard.press("Escape");
  await obole.expectPaletteClosed();
  await expect(page.locator(":focus")).toHaveAttribute("data-opens", "palette");
});

test("keys lead from page to page and from month to month, but not while one types", async ({ page, obole }) => {
  await obole.open("spend?month=2026-08");
  await obole.expectTotal("$7.50");
  await obole.pressKeys("[");
  await obole.expectTotal("$10.00");
  await obole.pressKeys("]");
  await obole.expectTotal("$7.50");
  await obole.pressKeys("g", "m");
  await expect(page).toHaveURL(/\/models$/);
  await obole.pressKeys("/");
  await page.keyboard.type("gs?");
  await expect(page.locator(":focus")).toHaveValue("gs?");
  await expect(page).toHaveURL(/\/models$/);
});

test("the list of keys opens with a question mark; who wants no single keys switches them off", async ({ page, obole }) => {
  await obole.open("spend?month=2026-08");
  await obole.pressKeys("?");
  await obole.expectKeysListed();
  await page.keyboard.press("Escape");
  await obole.setSingleKeys("off");
  try {
    await obole.open("spend?month=2026-08");
    await obole.pressKeys("[", "?");
    await obole.openPalette("keys"); // a chord is no single key
    await obole.expectPaletteOpen();
    await obole.expectTotal("$7.50");
    await obole.expectKeysNotListed();
  } finally {
    await obole.setSingleKeys("on");
  }
});

for (const locale of ["en-US", "fr-FR"] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test("palette and list of keys keep nobody out, on any screen", async ({ page, obole }) => {
      await obole.open("spend?month=2026-08");
      await obole.openPalette("keys");
      await obole.search("sea");
      await expectAccessible(page, pairings[locale]);
      await page.keyboard.press("Escape");
      await obole.pressKeys("?");
      await obole.expectKeysListed();
      await expectAccessible(page, pairings[locale]);
      await obole.open("find?q=sea");
      await expectAccessible(page, pairings[locale]);
    });
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the search is a page", async ({ page, obole }) => {
    await obole.open("spend");
    await obole.searchAsPage("sea");
    await obole.follow("Research");
    await expect(page).toHaveURL(/team=Research/);
  });
});

test("on paper a page has its figures and tables, whole and dark on white, and nothing to press", async ({ page, obole }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  for (const address of ["spend?month=2026-08", "savings?month=2026-08", "models", "imports"]) {
    await obole.open(address);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.setViewportSize({ width: 718, height: 1000 }); // A4 within its margins
    for (const role of ["navigation", "searchbox"] as const) await expect(page.getByRole(role), address).toHaveCount(0);
    const pressed = await page.getByRole("button").allTextContents();
    expect(
      pressed.filter((text) => !text.startsWith("August 2026")),
      address,
    ).toEqual([]); // the month reads as a heading does
    const { paper, ink } = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      const luminance = (colour: string) => {
        const pixel = document.createElement("canvas").getContext("2d");
        for (const each of ["white", colour]) {
          if (pixel) pixel.fillStyle = each; // paper is white where nothing is laid on it
          pixel?.fillRect(0, 0, 1, 1);
        }
        const [red = 0, green = 0, blue = 0] = pixel?.getImageData(0, 0, 1, 1).data ?? [];
        return (red + green + blue) / (3 * 255);
      };
      return { paper: luminance(style.backgroundColor), ink: luminance(style.color) };
    });
    expect(paper, address).toBeGreaterThan(0.95);
    expect(ink, address).toBeLessThan(0.3);
    // A chart takes its new width a moment later.
    const excess = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(excess, { message: `${address} is wider than the paper` }).toBeLessThanOrEqual(0);
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    await page.setViewportSize({ width: 1440, height: 900 });
  }
});
