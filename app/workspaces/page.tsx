import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { OpenPage } from "@/components/auth/open-page";
import { SignOut } from "@/components/shell/sign-out";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { zones } from "@/lib/period";
import { currentPerson } from "@/lib/session";
import { mayFoundWorkspace, workspacesOf } from "@/lib/workspaces/queries";
import { createWorkspaceAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).people.workspaces.title };
}

/** All workspaces of a person, and a new one. */
export default async function WorkspacesPage() {
  const person = await currentPerson();
  if (!person) redirect(`/signin?callbackUrl=${encodeURIComponent("/workspaces")}`);
  const [workspaces, mayFound, locale] = await Promise.all([workspacesOf(person), mayFoundWorkspace(person), currentLocale()]);
  const { people, settings, common, refusals, fields } = messagesOf(locale);
  const words = people.workspaces;
  return (
    <OpenPage locale={locale}>
      <div className="form">
        <h1>{words.title}</h1>
        <p className="s">{workspaces.length ? words.lead : words.none}</p>
        <ul className="bare">
          {workspaces.map(({ slug, name }) => (
            <li key={slug}>
              <a href={`/w/${slug}/spend`}>{name}</a>
            </li>
          ))}
        </ul>
        {mayFound && (
          <details>
            <summary>{words.create}</summary>
            <p className="note" style={{ margin: "8px 0 14px" }}>
              {words.createLead}
            </p>
            <ActionForm
              action={createWorkspaceAction}
              fields={[
                { name: "name", label: settings.name, autoComplete: "organization" },
                {
                  ...{ name: "timezone", label: settings.timezone, type: "select", value: "UTC" },
                  options: zones().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
                },
                {
                  ...{ name: "locale", label: settings.locale, type: "select", value: locale },
                  options: locales.map((value) => ({ value, label: common.languages[value] })),
                },
              ]}
              submit={words.createSubmit}
              words={{ saved: "", refusals, fields }}
            />
          </details>
        )}
        <p className="hint">
          {person.name}, {person.email}{" "}
          <SignOut label={words.signOut} kind="">
            {words.signOut}
          </SignOut>
        </p>
      </div>
    </OpenPage>
  );
}
