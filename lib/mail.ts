import "server-only";
import nodemailer from "nodemailer";
import { env } from "./env";
import { isEmail } from "./people/email";

export type Attachment = { filename: string; contentType: string; content: Buffer };

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** As `<id@host>`: the same for each attempt, so that a second copy of a letter that arrived is known as one. */
  messageId?: string;
  attachments?: Attachment[];
  /** Where a mail program unsubscribes with one click (RFC 8058). */
  unsubscribeUrl?: string;
};

const timeoutMs = 15_000;

/** Whether letters can be sent: `SMTP_URL` is set. */
export function isMailSet(): boolean {
  return env.smtpUrl !== undefined;
}

/** Hands a letter to the mail server. Throws when that refuses it or is out of reach, and for an address that is not plainly one. */
export async function sendMail({ to, unsubscribeUrl, ...letter }: Mail): Promise<void> {
  if (!env.smtpUrl) throw new Error("SMTP_URL is not set");
  if (!isEmail(to)) throw new Error("this is no address that a letter can be sent to");
  const transport = nodemailer.createTransport({
    url: env.smtpUrl,
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    // A letter is made of the content given here and of nothing else on this machine or the net.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const from = env.mailFrom ?? `Obole <obole@${new URL(env.appUrl).hostname}>`;
    const list = unsubscribeUrl && { headers: { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } };
    await transport.sendMail({ ...letter, ...list, from, to: { name: "", address: to } });
  } finally {
    transport.close();
  }
}
