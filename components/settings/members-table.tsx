import { ActionForm, type FormField, type FormWords } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;

type MemberRow = {
  id: string;
  name: string;
  email: string;
  role: string;
  teams: string;
  lastSeen: string;
  isYou: boolean;
  isByGroup: boolean;
  hasTwoFactor: boolean;
  isDisabled: boolean;
  canChange: boolean;
  canRemove: boolean;
  changeTitle: string;
  removeTitle: string;
  standing: FormField[];
  changeAction: Action;
  removeAction: Action;
};

type MembersWords = Record<
  | "members"
  | "name"
  | "role"
  | "teams"
  | "lastSeen"
  | "you"
  | "byGroup"
  | "twoFactor"
  | "disabled"
  | "change"
  | "save"
  | "remove"
  | "removeBody"
  | "cancel",
  string
> & { form: FormWords };

/** Who is a member, as what, and what can be changed about it. */
export function MembersTable({ rows, words }: { rows: MemberRow[]; words: MembersWords }) {
  return (
    <Scroller label={words.members}>
      <table aria-label={words.members}>
        <TableHead
          columns={[
            words.name,
            words.role,
            { title: words.teams, className: "hp" },
            { title: words.lastSeen, className: "hp" },
            { title: words.change, isUnseen: true },
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                {row.name} {row.isYou && <span className="chip ok">{words.you}</span>}{" "}
                {row.hasTwoFactor && <span className="chip">{words.twoFactor}</span>}{" "}
                {row.isDisabled && <span className="chip crit">{words.disabled}</span>}
                <span className="sub">{row.email}</span>
              </td>
              <td>
                {row.role} {row.isByGroup && <span className="sub">{words.byGroup}</span>}
              </td>
              <td className="hp s">{row.teams}</td>
              <td className="hp t">{row.lastSeen}</td>
              <td className="n">
                {row.canChange && <Change row={row} words={words} />}
                {row.canRemove && <Removal row={row} words={words} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Change({ row, words }: { row: MemberRow; words: MembersWords }) {
  return (
    <PopoverForm id={`change-${row.id}`} open={words.change} title={row.changeTitle} cancel={words.cancel} kind="quiet">
      <ActionForm action={row.changeAction} hidden={{ userId: row.id }} fields={row.standing} submit={words.save} words={words.form} />
    </PopoverForm>
  );
}

function Removal({ row, words }: { row: MemberRow; words: MembersWords }) {
  return (
    <PopoverForm id={`remove-${row.id}`} open={words.remove} title={row.removeTitle} cancel={words.cancel} kind="quiet">
      <p className="s">{words.removeBody}</p>
      <ActionForm action={row.removeAction} hidden={{ userId: row.id }} submit={words.remove} words={words.form} isSilent />
    </PopoverForm>
  );
}
