import { z } from "zod";
import { withStanding } from "@/lib/members/schema";
import { emailSchema } from "@/lib/people/email";
import { nameSchema, newPasswordSchema } from "@/lib/people/schema";

/** Whom to invite, as what. Messages are codes of `fields`. */
export const invitationSchema = withStanding({ email: emailSchema });

/** What somebody new says when they accept. */
export const newPersonSchema = z.object({ name: nameSchema, password: newPasswordSchema });
