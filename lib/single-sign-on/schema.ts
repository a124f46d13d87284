import { z } from "zod";
import { isDomain } from "@/lib/people/email";
import { roles } from "@/lib/permissions";

/** Nobody becomes an owner by an address or a group. */
export const givenRoles = roles.filter((role) => role !== "owner");

/** Messages are codes of `fields`. */
export const domainSchema = z.object({
  domain: z.string().trim().toLowerCase().refine(isDomain, "not_a_domain"),
  role: z.enum(givenRoles),
});

export const groupSchema = z.object({ name: z.string().trim().min(1, "required").max(200, "too_long"), role: z.enum(givenRoles) });
