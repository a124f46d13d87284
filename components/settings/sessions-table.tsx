import { ActionForm } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

type SessionRow = {
  id: string;
  device: string;
  address: string;
  lastSeen: string;
  isThis: boolean;
  endAction: (previous: ActionState, form: FormData) => Promise<ActionState>;
};

type SessionsWords = Record<"sessions" | "device" | "address" | "lastSeen" | "thisOne" | "end", string> & {
  refusals: Record<string, string>;
  fields: Record<string, string>;
};

/** Where somebody is signed in; every session but this one can be ended. */
export function SessionsTable({ rows, words }: { rows: SessionRow[]; words: SessionsWords }) {
  return (
    <Scroller label={words.sessions}>
      <table aria-label={words.sessions}>
        <TableHead columns={[words.device, { title: words.address, className: "hp" }, words.lastSeen, { title: words.end, isUnseen: true }]} />
        <tbody>
          {rows.map(({ id, device, address, lastSeen, isThis, endAction }) => (
            <tr key={id}>
              <td>{device}</td>
              <td className="hp id">{address}</td>
              <td className="t">{lastSeen}</td>
              <td className="n">
                {isThis ? (
                  <span className="chip ok">{words.thisOne}</span>
                ) : (
                  <ActionForm
                    action={endAction}
                    hidden={{ id }}
                    submit={words.end}
                    kind="quiet"
                    words={{ saved: "", refusals: words.refusals, fields: words.fields }}
                    isSilent
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
