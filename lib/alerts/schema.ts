import { z } from "zod";
import { locales } from "@/lib/i18n/locale";
import { emailSchema } from "@/lib/people/email";
import { alertEvents } from "./alert";

/** What a form says about who is to be told; one ticked box comes alone, several as a list. Messages are codes of `fields`. */
export const newRecipientSchema = z.object({
  email: emailSchema,
  locale: z.enum(locales),
  events: z.preprocess((given) => [given ?? []].flat(), z.array(z.enum(alertEvents)).min(1, "choose_one")),
});
export type NewRecipient = z.output<typeof newRecipientSchema>;

export const recipientIdSchema = z.object({ id: z.uuid() });
