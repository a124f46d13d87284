"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { createApiKey, revokeApiKey } from "@/lib/api-keys/mutations";
import { newApiKeySchema } from "@/lib/api-keys/schema";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { changeTimezone } from "@/lib/imports/boundaries";
import { changePassword, changeProfile, endOtherSessions, endSession } from "@/lib/people/mutations";
import { profileSchema } from "@/lib/people/schema";
import { isZone } from "@/lib/period";
import { changeWorkspace, openEstimator } from "@/lib/workspaces/mutations";
import { workspaceSchema } from "@/lib/workspaces/schema";

const everything = () => revalidatePath("/", "layout");

export const changeWorkspaceAction = action("settings:write", workspaceSchema, async ({ access }, workspace) => {
  await changeWorkspace(access, workspace);
  everything();
});

const estimatorSchema = z.object({ estimator: z.enum(["open", "closed"]) });

export const openEstimatorAction = action("estimator:open", estimatorSchema, async ({ access }, { estimator }) => {
  await openEstimator(access, estimator === "open");
  everything();
});

const timezoneSchema = z.object({ timezone: z.string().refine(isZone, "not_a_zone") });

export const changeTimezoneAction = action("settings:write", timezoneSchema, async ({ access }, { timezone }) => {
  await changeTimezone(access, timezone);
  everything();
});

export const changeProfileAction = action("profile:write", profileSchema, async ({ access, person }, profile) => {
  await changeProfile(access, person, profile);
  everything();
});

const passwordsSchema = z.object({ currentPassword: z.string(), newPassword: z.string() });

export const changePasswordAction = action("profile:write", passwordsSchema, async ({ access, person }, { currentPassword, newPassword }) => {
  await changePassword(access, person, { current: currentPassword, next: newPassword });
  everything();
});

export const endSessionAction = action("profile:write", z.object({ id: z.uuid() }), async ({ access, person }, { id }) => {
  await endSession(access, person, id);
  everything();
});

export const endOtherSessionsAction = action("profile:write", z.object({}), async ({ access, person }) => {
  await endOtherSessions(access, person);
  everything();
});

export const createApiKeyAction = action("keys:write", newApiKeySchema, async ({ access }, { expires, ...of }) => {
  const key = await createApiKey(access, { ...of, lastDay: expires });
  everything();
  return { [translatorOf(await currentLocale(), "settings")("madeKey")]: key };
});

export const revokeApiKeyAction = action("keys:write", z.object({ id: z.uuid() }), async ({ access }, { id }) => {
  await revokeApiKey(access, id);
  everything();
});
