import { ActionForm, type FormWords } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

type RulesTableProps = {
  rows: { name: string; role: string; hidden: Record<string, string> }[];
  removeAction: (previous: ActionState, form: FormData) => Promise<ActionState>;
  words: { title: string; name: string; role: string; remove: string; none: string; form: FormWords };
};

/** Which names give which role. */
export function RulesTable({ rows, removeAction, words }: RulesTableProps) {
  if (!rows.length) {
    return (
      <p className="m" style={{ margin: "14px 0" }}>
        {words.none}
      </p>
    );
  }
  return (
    <div style={{ margin: "14px 0" }}>
      <Scroller label={words.title}>
        <table aria-label={words.title}>
          <TableHead columns={[words.name, words.role, { title: words.remove, isUnseen: true }]} />
          <tbody>
            {rows.map(({ name, role, hidden }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{role}</td>
                <td className="n">
                  <ActionForm action={removeAction} hidden={hidden} submit={words.remove} kind="quiet" words={words.form} isSilent />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </div>
  );
}
