import { messagesOf } from "@/lib/i18n/messages";
import { expectAccessible, pairings } from "./accessibility";
import { expect, test } from "./fixtures";

for (const tag of ["en-US", "fr-FR"] as const) {
  test.describe(tag, () => {
    test.use({ locale: tag });
    test("somebody is told of alerts, or the page says why not and how to mend it", async ({ page, workspace }) => {
      const { alerts: words, fields } = messagesOf(tag === "fr-FR" ? "fr" : "en");
      await page.goto(`/w/${workspace.slug}/settings/alerts`);
      await expect(page.getByText(words.noMail)).toBeVisible(); // this app has no mail server
      const email = page.getByLabel(words.email);
      await email.fill("mia@localhost,max@localhost");
      await email.evaluate((input: HTMLInputElement) => (input.type = "text")); // as a browser that checks nothing
      await page.getByRole("button", { name: words.add }).click();
      await expect(page.getByText(fields.not_an_email)).toBeVisible();
      await email.fill("mia@example.com");
      await page.getByRole("button", { name: words.add }).click();

      const row = page.getByRole("table", { name: words.recipients }).getByRole("row").filter({ hasText: "mia@example.com" });
      await row.getByRole("button", { name: words.test }).click();
      const logged = page.getByRole("table", { name: words.log }).getByRole("row").filter({ hasText: words.letter.test });
      await expect(logged).toContainText(words.errors.mail_not_set);
      await expect(logged).toContainText(words.states.waiting);
      await expectAccessible(page, pairings[tag]);

      await row.getByRole("button", { name: words.remove }).click();
      await page.getByRole("dialog").getByRole("button", { name: words.remove }).click();
      await expect(page.getByText(words.none)).toBeVisible();
    });

    test("a report is sent every month, to people without an account too", async ({ page, workspace }) => {
      const { deliveries: words, reports, fields } = messagesOf(tag === "fr-FR" ? "fr" : "en");
      await page.goto(`/w/${workspace.slug}/reports`);
      await page.getByRole("link", { name: reports.list.byMail }).click();
      const to = page.getByLabel(words.recipients, { exact: true });
      await to.fill("mia@example.com, leo");
      await page.getByRole("button", { name: words.add }).click();
      await expect(page.getByText(fields.not_an_email)).toBeVisible();
      await to.fill("mia@example.com, leo@example.com");
      await page.getByRole("button", { name: words.add }).click();

      const row = page.getByRole("table", { name: words.title }).getByRole("row").filter({ hasText: "leo@example.com, mia@example.com" });
      await row.getByRole("button", { name: words.test }).click();
      const sent = page.getByRole("table", { name: words.log }).getByRole("row").filter({ hasText: words.tryOut });
      await expect(sent).toContainText(words.errors.mail_not_set); // this app has no mail server
      await expectAccessible(page, pairings[tag]);

      await row.getByRole("button", { name: words.change }).click();
      const form = page.getByRole("dialog");
      await expect(form.getByLabel(words.when)).toHaveValue("working-3");
      await expect(form.getByLabel(words.recipients, { exact: true })).toHaveValue("leo@example.com\nmia@example.com");
      await expectAccessible(page, pairings[tag]);
      await form.getByLabel(words.hour, { exact: true }).selectOption("17");
      await form.getByLabel(words.recipients, { exact: true }).fill("leo@example.com");
      await form.getByRole("button", { name: words.save }).click();
      await page.reload();
      await expect(row).toHaveCount(0);
      const changed = page.getByRole("table", { name: words.title }).getByRole("row").filter({ hasText: "17:00" });
      await expect(changed).toContainText("leo@example.com");

      await changed.getByRole("button", { name: words.delete }).click();
      await page.getByRole("dialog").getByRole("button", { name: words.delete }).click();
      await expect(page.getByText(words.none)).toBeVisible();

      await page.goto("/unsubscribe/of-no-letter");
      await expect(page.getByRole("heading", { name: words.unsubscribe.unknownTitle })).toBeVisible();
      await expectAccessible(page, pairings[tag]);
    });
  });
}
