"use server";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { openAction } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import { log } from "@/lib/log";
import { isMailSet } from "@/lib/mail";
import { countResetWish, resetPassword, sendReset } from "@/lib/password-reset/mutations";
import { emailSchema } from "@/lib/people/email";
import { newPasswordSchema } from "@/lib/people/schema";

/** The answer comes before anything is looked up: it is the same, and takes as long, whether the address is known or not. */
export const askResetAction = openAction(z.object({ email: emailSchema }), async ({ email }) => {
  if (!isMailSet()) throw new Refusal("unavailable", "SMTP_URL is not set");
  await countResetWish(email, await clientAddress());
  const locale = await currentLocale();
  after(() => sendReset(email, locale).catch((error) => log.error({ err: error }, "a letter with a link for a new password could not be sent")));
});

const resetSchema = z.object({ token: z.string().max(100), password: newPasswordSchema });

export const resetPasswordAction = openAction(resetSchema, async ({ token, password }) => {
  await resetPassword(token, password);
  redirect("/signin?done=reset");
});
