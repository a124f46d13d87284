import { z } from "zod";

const longest = 254;
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const domain = new RegExp(`^${label}(?:\\.${label})*$`);
const address = new RegExp(`^[a-z0-9!#$%&'*+/=?^_{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_{|}~-]+)*@${label}(?:\\.${label})*$`);

/**
 * Whether a lower-case text is an address that mail surely reaches: no quoted local part (`"a@evil.example"@victim.example` reaches the wrong
 * one), no line break, and no letters that only look alike (an international domain is written in its `xn--` form).
 */
export function isEmail(text: string): boolean {
  return text.length <= longest && address.test(text);
}

export function isDomain(text: string): boolean {
  return text.length <= 253 && domain.test(text);
}

/** The part after the @ of an address. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}

/** Messages are codes of `fields`. */
export const emailSchema = z.string().trim().toLowerCase().max(longest, "too_long").refine(isEmail, "not_an_email");
