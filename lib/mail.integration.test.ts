import { expect, test } from "vitest";
import { env } from "./env";
import { isMailSet, sendMail } from "./mail";
import { freshDatabase } from "./testing/database";
import { postOffice } from "./testing/post-office";

const post = postOffice();
freshDatabase();

test("a letter arrives at the address it is for, whole", async () => {
  expect(isMailSet()).toBe(true);
  await sendMail({ to: "mia@example.com", subject: "Vous êtes invitée", text: "Bonjour,\n\nUne ligne.\n" });
  expect(post.letters).toHaveLength(1);
  expect(post.letters[0]).toMatchObject({ from: "obole@example.com", to: ["mia@example.com"] });
  expect(post.letters[0]?.text).toContain("Une ligne.");
});

test.each(['"mia@evil.example"@example.com', "mia@example.com\r\nBcc: all@example.com", "mia@example.com, max@example.com"])(
  "nothing is sent to %j",
  async (to) => {
    const before = post.letters.length;
    await expect(sendMail({ to, subject: "x", text: "x" })).rejects.toThrow("no address");
    expect(post.letters).toHaveLength(before);
  },
);

test("a subject cannot add a header", async () => {
  await sendMail({ to: "mia@example.com", subject: "x\r\nBcc: all@example.com", text: "x" });
  expect(post.letters.at(-1)?.to).toEqual(["mia@example.com"]);
  expect(post.letters.at(-1)?.raw).not.toMatch(/^Bcc:/m);
});

test("a mail server that is not there is an error, not silence", async () => {
  const url = env.smtpUrl;
  expect(url).toMatch(/^smtp:/);
  await post.close();
  await expect(sendMail({ to: "mia@example.com", subject: "x", text: "x" })).rejects.toThrow();
});
