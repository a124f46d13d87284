import { notFound, redirect } from "next/navigation";
import { currentPerson, homeOf } from "@/lib/session";
import { isUnclaimed } from "@/lib/setup/mutations";

/** Leads everybody where they belong. */
export default async function Home() {
  const person = await currentPerson();
  if (!person) redirect((await isUnclaimed()) ? "/setup" : "/signin");
  const slug = await homeOf(person);
  if (!slug) notFound();
  redirect(`/w/${slug}/spend`);
}
