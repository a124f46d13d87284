"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { addDomain, addGroup, allowPasswords, removeDomain, removeGroup } from "@/lib/single-sign-on/mutations";
import { domainSchema, groupSchema } from "@/lib/single-sign-on/schema";

const again = () => revalidatePath("/w", "layout");

export const addDomainAction = action("sign-in:write", domainSchema, async ({ access }, of) => {
  await addDomain(access, of);
  again();
});

export const removeDomainAction = action("sign-in:write", domainSchema.pick({ domain: true }), async ({ access }, { domain }) => {
  await removeDomain(access, domain);
  again();
});

export const addGroupAction = action("sign-in:write", groupSchema, async ({ access }, of) => {
  await addGroup(access, of);
  again();
});

export const removeGroupAction = action("sign-in:write", groupSchema.pick({ name: true }), async ({ access }, { name }) => {
  await removeGroup(access, name);
  again();
});

const passwordsSchema = z.object({ isAllowed: z.enum(["yes", "no"]).transform((text) => text === "yes") });

export const allowPasswordsAction = action("sign-in:write", passwordsSchema, async ({ access }, { isAllowed }) => {
  await allowPasswords(access, isAllowed);
  again();
});
