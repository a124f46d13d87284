"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { env } from "@/lib/env";
import { currentLocale } from "@/lib/i18n/current";
import { isLocale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { invite, revokeInvitation } from "@/lib/invitations/mutations";
import { invitationSchema } from "@/lib/invitations/schema";
import { log } from "@/lib/log";
import { isMailSet, sendMail } from "@/lib/mail";
import { changeMember, removeMember, transferOwnership } from "@/lib/members/mutations";
import { memberSchema } from "@/lib/members/schema";

const again = () => revalidatePath("/w", "layout");
const memberIdSchema = z.object({ userId: z.uuid() });

export const inviteAction = action("members:write", invitationSchema, async ({ access, person, workspace }, of) => {
  const link = `${env.appUrl}/invite/${await invite(access, of)}`;
  again();
  const t = translatorOf(await currentLocale(), "people");
  if (!isMailSet()) return { [t("link")]: link };
  const letter = translatorOf(isLocale(workspace.locale) ? workspace.locale : "en", "people");
  const names = { inviter: person.name, workspace: workspace.name };
  try {
    await sendMail({ to: of.email, subject: letter("invitationLetter.subject", names), text: letter("invitationLetter.text", { ...names, link }) });
  } catch (error) {
    log.warn({ err: error }, "an invitation could not be sent");
    return { [t("letterFailed")]: link };
  }
});

export const revokeInvitationAction = action("members:write", z.object({ id: z.uuid() }), async ({ access }, { id }) => {
  await revokeInvitation(access, id);
  again();
});

export const changeMemberAction = action("members:write", memberSchema, async ({ access }, of) => {
  await changeMember(access, of);
  again();
});

export const removeMemberAction = action("members:write", memberIdSchema, async ({ access }, { userId }) => {
  await removeMember(access, userId);
  again();
});

export const transferOwnershipAction = action("ownership:write", memberIdSchema, async ({ access, person }, { userId }) => {
  await transferOwnership(access, person, userId);
  again();
});
