import "server-only";
import { cookies, headers } from "next/headers";
import { currentPerson } from "@/lib/session";
import { acceptedLocale, isLocale, type Locale } from "./locale";

/** The language of this request: what the person chose, else the cookie, else what the browser asks for. */
export async function currentLocale(): Promise<Locale> {
  const person = await currentPerson();
  if (isLocale(person?.locale)) return person.locale;
  const chosen = (await cookies()).get("obole.locale")?.value;
  return isLocale(chosen) ? chosen : acceptedLocale((await headers()).get("accept-language"));
}
