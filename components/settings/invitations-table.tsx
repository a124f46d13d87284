import { ActionForm, type FormWords } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

type InvitationRow = {
  id: string;
  email: string;
  role: string;
  teams: string;
  until: string;
  revokeTitle: string;
  revokeAction: (previous: ActionState, form: FormData) => Promise<ActionState>;
};

type InvitationsWords = Record<"invitations" | "email" | "role" | "until" | "revoke" | "revokeBody" | "cancel", string> & { form: FormWords };

/** The invitations that can still be accepted. */
export function InvitationsTable({ rows, words }: { rows: InvitationRow[]; words: InvitationsWords }) {
  return (
    <Scroller label={words.invitations}>
      <table aria-label={words.invitations}>
        <TableHead columns={[words.email, words.role, { title: words.until, className: "hp" }, { title: words.revoke, isUnseen: true }]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{row.email}</td>
              <td>
                {row.role} <span className="sub">{row.teams}</span>
              </td>
              <td className="hp t">{row.until}</td>
              <td className="n">
                <PopoverForm id={`revoke-${row.id}`} open={words.revoke} title={row.revokeTitle} cancel={words.cancel} kind="quiet">
                  <p className="s">{words.revokeBody}</p>
                  <ActionForm action={row.revokeAction} hidden={{ id: row.id }} submit={words.revoke} words={words.form} isSilent />
                </PopoverForm>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
