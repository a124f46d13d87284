import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
type Sight = { size: typeof desktop; colorScheme: "light" | "dark" };

/** Every page is looked at twice in a language; the two pairings together see each screen in each light. */
export const pairings: Record<"en-US" | "fr-FR", Sight[]> = {
  "en-US": [
    { size: desktop, colorScheme: "light" },
    { size: phone, colorScheme: "dark" },
  ],
  "fr-FR": [
    { size: phone, colorScheme: "light" },
    { size: desktop, colorScheme: "dark" },
  ],
};

/** Finds nothing serious that keeps people out, and nothing that scrolls the page sideways. Leaves a light desktop. */
export async function expectAccessible(page: Page, sights: readonly Sight[]): Promise<void> {
  for (const { size, colorScheme } of sights) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    const where = `${page.url()}, ${size.width} wide, ${colorScheme}`;
    // Our pages hold no frames, and the zones to choose from are hundreds of the same.
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .exclude("option")
      .options({ resultTypes: ["violations"] })
      .analyze();
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const found = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    expect.soft(found, where).toEqual([]);
    expect
      .soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${where} scrolls sideways`)
      .toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(desktop);
  await page.emulateMedia({ colorScheme: "light" });
}
