import { redirect } from "next/navigation";
import { currentPerson } from "@/lib/session";
import { isUnclaimed } from "@/lib/setup/mutations";
import { homeOf } from "@/lib/workspaces/queries";

/** Leads everybody where they belong. */
export default async function Home() {
  const person = await currentPerson();
  if (!person) redirect((await isUnclaimed()) ? "/setup" : "/signin");
  const slug = await homeOf(person);
  redirect(slug ? `/w/${slug}/spend` : "/workspaces");
}
