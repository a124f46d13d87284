import { redirect } from "next/navigation";

/** The spend page is the home. */
export default async function WorkspacePage({ params }: PageProps<"/w/[workspace]">) {
  redirect(`/w/${(await params).workspace}/spend`);
}
