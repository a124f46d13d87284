import "server-only";
import { now } from "@/lib/clock";
import { prisma, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { isLocale, type Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { sendMail } from "@/lib/mail";
import { endSessions, setPassword } from "@/lib/people/mutations";
import { hashPassword } from "@/lib/people/password";
import { auditPerson } from "@/lib/people/trail";
import { countAttempt } from "@/lib/throttle";
import { newToken, tokenHash } from "@/lib/token";
import { resetOf } from "./queries";

const lifeMs = 60 * 60_000;

/** Counts a wish for a link, the same for a known and an unknown address. Throws `too_many_requests`. */
export async function countResetWish(email: string, address: string): Promise<void> {
  await countAttempt("letters", address);
  await countAttempt("letter", email);
}

/** Sends the owner of an address a link to choose a new password, if there is one; earlier links are void. Nobody else learns whether there is. */
export async function sendReset(email: string, locale: Locale): Promise<void> {
  const user = await prisma.user.findUnique({ where: { email }, select: { id: true, locale: true } });
  if (!user) return;
  const token = newToken();
  await transaction(async (client) => {
    await client.query("delete from password_reset where user_id = $1 or expires_at < $2", [user.id, new Date(now())]);
    await client.query("insert into password_reset (hash, user_id, expires_at) values ($1, $2, $3)", [
      ...[tokenHash(token), user.id],
      new Date(now() + lifeMs),
    ]);
  });
  const t = translatorOf(isLocale(user.locale) ? user.locale : locale, "people");
  await sendMail({ to: email, subject: t("resetLetter.subject"), text: t("resetLetter.text", { link: `${env.appUrl}/signin/reset/${token}` }) });
}

/** Sets the password that a link was sent for; once. All sessions end. Throws `link_closed`. */
export async function resetPassword(token: string, password: string): Promise<void> {
  if (!(await resetOf(token))) throw closed();
  const hash = await hashPassword(password);
  await transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>("delete from password_reset where hash = $1 and expires_at > $2 returning user_id as id", [
      tokenHash(token),
      new Date(now()),
    ]);
    if (!rows[0]) throw closed();
    await setPassword(client, rows[0].id, hash);
    await endSessions(client, rows[0].id);
    await auditPerson(client, rows[0].id, { action: "password.reset" });
  });
}

function closed(): Refusal {
  return new Refusal("link_closed", "this link was used, replaced or is over");
}
