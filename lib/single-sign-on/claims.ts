import { z } from "zod";
import { isEmail } from "@/lib/people/email";

/** What a provider says of somebody, after its signature and its nonce were checked. */
export type Claims = {
  issuer: string;
  subject: string;
  name: string | null;
  /** Only an address that the provider vouches for. */
  provenEmail: string | null;
  /** null: the provider told none, which is not the same as being in none. */
  groups: readonly string[] | null;
};

const claimsSchema = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1).max(255),
  name: z.string().optional(),
  email: z.string().trim().toLowerCase().optional(),
  email_verified: z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]).optional(),
});

/** Reads the claims of a provider; the groups under the name it gives them. Throws when it names nobody. */
export function readClaims(given: unknown, groupsClaim: string): Claims {
  const { iss, sub, name, email, email_verified: isVerified } = claimsSchema.parse(given);
  const groups = z
    .preprocess((value) => (typeof value === "string" ? [value] : value), z.array(z.string()))
    .safeParse((given as Record<string, unknown>)[groupsClaim]);
  return {
    issuer: iss,
    subject: sub,
    name: name?.trim().slice(0, 200) || null,
    provenEmail: email && isVerified === true && isEmail(email) ? email : null,
    groups: groups.success ? groups.data.slice(0, 1000) : null,
  };
}
