import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

type KeyRow = {
  id: string;
  name: string;
  prefix: string;
  scopes: string;
  created: string;
  createdBy: string | null;
  lastUsed: string;
  expires: string | null;
  isOver: boolean;
  revokeTitle: string;
  revokeAction: (previous: ActionState, form: FormData) => Promise<ActionState>;
};

type KeysWords = Record<"keys" | "keyName" | "key" | "scopes" | "created" | "lastUsed" | "expired" | "revoke" | "revokeBody" | "cancel", string> & {
  refusals: Record<string, string>;
  fields: Record<string, string>;
};

/** The keys of a workspace, by what can be known of them. */
export function KeysTable({ rows, words }: { rows: KeyRow[]; words: KeysWords }) {
  return (
    <Scroller label={words.keys}>
      <table aria-label={words.keys}>
        <TableHead
          columns={[
            words.keyName,
            words.key,
            { title: words.scopes, className: "hp" },
            { title: words.created, className: "hp" },
            words.lastUsed,
            { title: words.revoke, isUnseen: true },
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                {row.name} {row.isOver && <span className="chip attn">{words.expired}</span>}
                {row.expires && !row.isOver && <span className="sub">{row.expires}</span>}
              </td>
              <td className="id">{row.prefix}…</td>
              <td className="hp s">{row.scopes}</td>
              <td className="hp t">
                {row.created} {row.createdBy && <span className="sub">{row.createdBy}</span>}
              </td>
              <td className="t">{row.lastUsed}</td>
              <td className="n">
                <PopoverForm id={`revoke-${row.id}`} open={words.revoke} title={row.revokeTitle} cancel={words.cancel} kind="quiet">
                  <p className="s">{words.revokeBody}</p>
                  <ActionForm
                    action={row.revokeAction}
                    hidden={{ id: row.id }}
                    submit={words.revoke}
                    words={{ saved: "", refusals: words.refusals, fields: words.fields }}
                    isSilent
                  />
                </PopoverForm>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
