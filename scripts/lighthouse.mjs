// What Lighthouse says of a page as somebody who is signed in meets it, in the Chromium of the tests. Nothing is sent anywhere.
import { chromium } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import { freePort } from "./listening.mjs";

/**
 * `scores`: of 100, by category. `failed`: what took points, for whoever has to mend it. `scriptBytes`: of all JavaScript of the first load, as compressed on its way.
 * @typedef {{ scores: Record<string, number>, failed: string[], scriptBytes: number }} Verdict
 */

/**
 * @param {string} address
 * @param {{ cookie: string, language: string, categories: string[] }} visit `cookie`: of the session
 * @returns {Promise<Verdict>}
 */
export async function verdictOf(address, { cookie, language, categories }) {
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    args: [`--remote-debugging-port=${port}`, "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-sandbox"],
  });
  try {
    const options = {
      port,
      onlyCategories: categories,
      onlyAudits: ["network-requests"],
      extraHeaders: { cookie, "accept-language": language },
      logLevel: /** @type {const} */ ("error"),
    };
    const result = await lighthouse(address, options, desktopConfig);
    if (!result || result.lhr.runtimeError) throw new Error(`Lighthouse could not look at ${address}: ${result?.lhr.runtimeError?.message}`);
    const { lhr } = result;
    const requests =
      /** @type {{ items?: { resourceType?: string, transferSize?: number }[] }} */ (lhr.audits["network-requests"]?.details)?.items ?? [];
    const counted = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id));
    return {
      scores: Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)])),
      failed: counted.filter((id) => (lhr.audits[id]?.score ?? 1) < 0.9).map((id) => `${id}: ${lhr.audits[id]?.title}`),
      scriptBytes: requests.filter(({ resourceType }) => resourceType === "Script").reduce((sum, { transferSize = 0 }) => sum + transferSize, 0),
    };
  } finally {
    await browser.close();
  }
}
