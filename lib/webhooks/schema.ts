import { z } from "zod";
import { webhookEvents } from "./event";

/** What a form says about a new webhook; one ticked box comes alone, several as a list. Messages are codes of `fields`. */
export const newWebhookSchema = z.object({
  url: z.string().trim().min(1, "required").max(2000, "too_long"),
  events: z.preprocess((given) => [given ?? []].flat(), z.array(z.enum(webhookEvents)).min(1, "choose_one")),
});
