import { Webhook } from "standardwebhooks";
import { messagesOf } from "@/lib/i18n/messages";
import { expectAccessible, pairings } from "./accessibility";
import { expect, test } from "./fixtures";
import { Receiver, Webhooks } from "./webhooks";

const one = "timestamp,provider,model,input_tokens,output_tokens\n2026-08-10T09:00:00Z,mistral,mistral-medium-3.1,1000000,1000000\n";
const en = messagesOf("en").webhooks;

test("a program is told of an import, can check who says so, and is told again what it missed", async ({ page, api, workspace }) => {
  const receiver = new Receiver();
  const url = await receiver.listen();
  try {
    const webhooks = new Webhooks(page, workspace.slug, "en");
    await webhooks.open();
    const secret = await webhooks.add(url);
    expect(secret).toMatch(/^whsec_/);
    await webhooks.openOne(url);
    await webhooks.do("test");
    await webhooks.expectMessage(en.testEvent, en.states.delivered, "answered 204");

    const imported = await api.upload(one);
    await expect.poll(() => receiver.heard.map(({ body }) => JSON.parse(body).type)).toEqual(["webhook.test", "import.done"]);
    const { body, headers } = receiver.heard[1] ?? { body: "", headers: {} };
    const { type, data } = JSON.parse(body);
    expect({ type, data }).toMatchObject({ type: "import.done", data: { workspace: workspace.slug, target: imported.id, after: { accepted: 1 } } });
    // The app's clock stands in September 2026; the library minds the time as well, so only the signature is compared here.
    const hook = new Webhook(secret);
    const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
    expect(headers["webhook-signature"]).toBe(hook.sign(headers["webhook-id"] ?? "", at, body));

    receiver.answer = 500;
    await page.reload();
    await webhooks.expectMessage(en.eventWords["import.done"], en.states.delivered);
    await webhooks.sendAgain(en.eventWords["import.done"]);
    await webhooks.expectMessage(en.eventWords["import.done"], en.states.waiting, en.errors.refused, "answered 500");
    expect(receiver.heard[2]?.headers["webhook-id"]).toBe(headers["webhook-id"]);

    await webhooks.do("pause");
    await webhooks.expectState("paused");
    await webhooks.do("resume");
    await webhooks.expectState("on");
    await webhooks.delete();
  } finally {
    receiver.close();
  }
});

test("an address inside is refused where it is entered", async ({ page, workspace }) => {
  const webhooks = new Webhooks(page, workspace.slug, "en");
  for (const url of ["https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "http://[::1]:5432/"]) {
    await webhooks.open();
    await webhooks.enter(url);
    await webhooks.expectRefused(messagesOf("en").fields.not_public);
  }
});

for (const tag of ["en-US", "fr-FR"] as const) {
  test.describe(tag, () => {
    test.use({ locale: tag });
    test("its pages keep nobody out", async ({ page, workspace }) => {
      const receiver = new Receiver();
      const url = await receiver.listen();
      const locale = tag === "fr-FR" ? "fr" : "en";
      try {
        const webhooks = new Webhooks(page, workspace.slug, locale);
        await webhooks.open();
        await expectAccessible(page, pairings[tag]);
        await webhooks.add(url);
        await expectAccessible(page, pairings[tag]);
        await webhooks.openOne(url);
        receiver.answer = 503;
        await webhooks.do("test");
        await webhooks.expectMessage(messagesOf(locale).webhooks.testEvent, messagesOf(locale).webhooks.errors.refused);
        await expectAccessible(page, pairings[tag]);
      } finally {
        receiver.close();
      }
    });
  });
}
