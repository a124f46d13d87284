import { InvitationsTable } from "@/components/settings/invitations-table";
import { MembersTable } from "@/components/settings/members-table";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { currentLocale } from "@/lib/i18n/current";
import { day, moment } from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { openInvitations } from "@/lib/invitations/queries";
import { isMailSet } from "@/lib/mail";
import { members, teamsOf } from "@/lib/members/queries";
import { dayOf } from "@/lib/period";
import { type Role, rolesUpTo } from "@/lib/permissions";
import { requireWorkspace } from "@/lib/session";
import { changeMemberAction, inviteAction, removeMemberAction, revokeInvitationAction, transferOwnershipAction } from "./actions";

export default async function MembersPage({ params }: PageProps<"/w/[workspace]/settings/members">) {
  const { workspace: slug } = await params;
  const { access, workspace, person, role, may } = await requireWorkspace(slug, "members:write", `/w/${slug}/settings/members`);
  const [everybody, teams, invitations, locale] = await Promise.all([members(access), teamsOf(access), openInvitations(access), currentLocale()]);
  const { people, common, refusals, fields } = messagesOf(locale);
  const t = translatorOf(locale, "people");
  const words = { saved: common.saved, refusals, fields, copy: common.copying };
  const grantable = rolesUpTo(role);
  const owners = everybody.filter((member) => member.role === "owner").length;
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  const named = (ids: readonly number[]) => ids.map((id) => teamNames.get(id)).join(", ") || people.allTeams;
  const standing = (of: { role: Role; teams: readonly number[] }): FormField[] => [
    {
      ...{ name: "role", label: people.role, type: "select", value: of.role },
      options: grantable.map((value) => ({ value, label: people.roleHints[value] })),
    },
    ...(teams.length
      ? [
          {
            ...{ name: "teams", label: people.teams, hint: people.teamsHint, type: "checks" as const },
            options: teams.map(({ id, name }) => ({ value: String(id), label: name, checked: of.teams.includes(id) })),
          },
        ]
      : []),
  ];
  const rows = everybody.map((member) => ({
    ...{ id: member.userId, name: member.name, email: member.email, hasTwoFactor: member.hasTwoFactor, isDisabled: member.isDisabled },
    role: people.roles[member.role],
    teams: named(member.teams),
    lastSeen: member.lastSeenAt ? moment(member.lastSeenAt.getTime(), workspace.timezone, locale) : people.never,
    isYou: member.userId === person.id,
    isByGroup: member.source === "group",
    // Whom a workspace cannot lose stays as they are; oneself leaves on one's profile.
    canChange: grantable.includes(member.role) && !(member.role === "owner" && owners === 1),
    canRemove: grantable.includes(member.role) && member.userId !== person.id,
    changeTitle: t("changeTitle", { name: member.name }),
    removeTitle: t("removeTitle", { name: member.name }),
    standing: standing(member),
    changeAction: changeMemberAction.bind(null, slug),
    removeAction: removeMemberAction.bind(null, slug),
  }));
  const successors = everybody.filter(({ userId }) => userId !== person.id);
  return (
    <>
      <section>
        <MembersTable rows={rows} words={{ ...people, cancel: common.cancel, form: words }} />
      </section>
      <section className="cols">
        <div className="c6">
          <h2 className="sh">{people.invite}</h2>
          <p className="note" style={{ marginBottom: 14 }}>
            {isMailSet() ? people.inviteByMail : people.inviteByLink}
          </p>
          <ActionForm
            action={inviteAction.bind(null, slug)}
            fields={[{ name: "email", label: people.email, type: "email", autoComplete: "off" }, ...standing({ role: "viewer", teams: [] })]}
            submit={people.inviteSubmit}
            words={{ ...words, saved: people.invited }}
          />
        </div>
        <div className="c6">
          <h2 className="sh">{people.invitations}</h2>
          {invitations.length ? (
            <InvitationsTable
              rows={invitations.map((invitation) => ({
                ...{ id: invitation.id, email: invitation.email },
                role: people.roles[invitation.role],
                teams: named(invitation.teams),
                until: day(dayOf(invitation.expiresAt.getTime(), workspace.timezone), locale),
                revokeTitle: t("revokeTitle", { email: invitation.email }),
                revokeAction: revokeInvitationAction.bind(null, slug),
              }))}
              words={{ ...people, cancel: common.cancel, form: words }}
            />
          ) : (
            <p className="m">{people.noInvitations}</p>
          )}
        </div>
      </section>
      {may("ownership:write") && successors.length > 0 && (
        <section>
          <PopoverForm id="hand-over" open={people.handOver} title={people.handOver} cancel={common.cancel}>
            <p className="s">{people.handOverBody}</p>
            <ActionForm
              action={transferOwnershipAction.bind(null, slug)}
              fields={[
                {
                  ...{ name: "userId", label: people.handOverTo, type: "select" },
                  options: successors.map(({ userId, name, email }) => ({ value: userId, label: `${name}, ${email}` })),
                },
              ]}
              submit={people.handOverSubmit}
              words={words}
            />
          </PopoverForm>
        </section>
      )}
    </>
  );
}
