"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "@/lib/action";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { leaveWorkspace } from "@/lib/members/mutations";
import { disableTwoFactor, enableTwoFactor, offerTwoFactor, renewRecoveryCodes } from "@/lib/two-factor/mutations";

const again = () => revalidatePath("/w", "layout");
const codeSchema = z.object({ code: z.string().trim().max(100) });
const bothSchema = codeSchema.extend({ password: z.string() });

export const offerTwoFactorAction = action("profile:write", z.object({ password: z.string() }), async ({ person }, { password }) => {
  await offerTwoFactor(person, password);
  again();
});

export const enableTwoFactorAction = action("profile:write", codeSchema, async ({ access, person }, { code }) => {
  const codes = await enableTwoFactor(access, person, code);
  again();
  return shownOnce(codes);
});

export const renewRecoveryCodesAction = action("profile:write", bothSchema, async ({ access, person }, given) => {
  const codes = await renewRecoveryCodes(access, person, given);
  again();
  return shownOnce(codes);
});

export const disableTwoFactorAction = action("profile:write", bothSchema, async ({ access, person }, given) => {
  await disableTwoFactor(access, person, given);
  again();
});

export const leaveWorkspaceAction = action("profile:write", z.object({}), async ({ access, person }) => {
  await leaveWorkspace(access, person);
  again();
  redirect("/workspaces");
});

async function shownOnce(codes: string[]): Promise<Record<string, string>> {
  return { [translatorOf(await currentLocale(), "settings")("recoveryCodes")]: codes.join("\n") };
}
