"use server";
import { redirect } from "next/navigation";
import { z } from "zod";
import { openAction, personalAction } from "@/lib/action";
import { acceptAsNewPerson, acceptInvitation } from "@/lib/invitations/mutations";
import { newPersonSchema } from "@/lib/invitations/schema";

const tokenSchema = z.object({ token: z.string().max(100) });

export const acceptAction = personalAction(tokenSchema, async (person, { token }) => {
  const { slug } = await acceptInvitation(person, token);
  redirect(`/w/${slug}/spend`);
});

/** Answers what the new person signs in with and where they go. */
export const acceptAsNewPersonAction = openAction(newPersonSchema.extend(tokenSchema.shape), async ({ token, ...of }) => {
  const { slug, email } = await acceptAsNewPerson(token, of);
  return { email, target: `/w/${slug}/spend` };
});
