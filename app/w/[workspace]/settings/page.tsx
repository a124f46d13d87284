import { redirect } from "next/navigation";
import { requireWorkspace } from "@/lib/session";

/** Begins with what the person may change. */
export default async function SettingsPage({ params }: PageProps<"/w/[workspace]/settings">) {
  const { workspace: slug } = await params;
  const { may } = await requireWorkspace(slug, "profile:write", `/w/${slug}/settings`);
  redirect(`/w/${slug}/settings/${may("settings:write") ? "workspace" : "security"}`);
}
