"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "@/lib/action";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { createWebhook, deleteWebhook, pauseWebhook, redeliver, testWebhook } from "@/lib/webhooks/mutations";
import { newWebhookSchema } from "@/lib/webhooks/schema";

const oneSchema = z.object({ id: z.uuid() });
const shown = () => revalidatePath("/w/[workspace]/settings/webhooks", "layout");

export const createWebhookAction = action("webhooks:write", newWebhookSchema, async ({ access }, webhook) => {
  const secret = await createWebhook(access, webhook);
  shown();
  return { [translatorOf(await currentLocale(), "webhooks")("secret")]: secret };
});

export const testWebhookAction = action("webhooks:write", oneSchema, async ({ access }, { id }) => {
  await testWebhook(access, id);
  shown();
});

export const pauseWebhookAction = action("webhooks:write", oneSchema, async ({ access }, { id }) => {
  await pauseWebhook(access, id, true);
  shown();
});

export const resumeWebhookAction = action("webhooks:write", oneSchema, async ({ access }, { id }) => {
  await pauseWebhook(access, id, false);
  shown();
});

export const redeliverAction = action("webhooks:write", oneSchema, async ({ access }, { id }) => {
  await redeliver(access, id);
  shown();
});

export const deleteWebhookAction = action("webhooks:write", oneSchema, async ({ access, workspace }, { id }) => {
  await deleteWebhook(access, id);
  shown();
  redirect(`/w/${workspace.slug}/settings/webhooks`);
});
