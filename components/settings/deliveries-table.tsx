import { ActionForm, type FormWords } from "@/components/ui/action-form";
import { type DeliveryStatus, DeliveryStatusChip } from "@/components/ui/delivery-status";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

type DeliveryRow = {
  id: string;
  when: string;
  event: string;
  status: DeliveryStatus;
  state: string;
  /** What the receiver said, or why it could not; how often it was tried, and when it is again. */
  notes: string;
  body: string;
  againAction: ((previous: ActionState, form: FormData) => Promise<ActionState>) | null;
};

type DeliveriesWords = Record<"log" | "when" | "event" | "state" | "content" | "again", string> & { form: FormWords };

/** What a webhook was told and what became of it; a message whose end is known can be sent again. */
export function DeliveriesTable({ rows, words }: { rows: DeliveryRow[]; words: DeliveriesWords }) {
  return (
    <Scroller label={words.log}>
      <table aria-label={words.log}>
        <TableHead columns={[words.when, words.event, words.state, { title: words.again, isUnseen: true }]} />
        <tbody>
          {rows.map(({ id, when, event, status, state, notes, body, againAction }) => (
            <tr key={id}>
              <td className="t">{when}</td>
              <td>
                {event}
                <details>
                  <summary className="sub">{words.content}</summary>
                  <code className="id wrap" style={{ display: "block" }}>
                    {body}
                  </code>
                </details>
              </td>
              <td>
                <DeliveryStatusChip status={status} state={state} notes={notes} />
              </td>
              <td className="n">
                {againAction && <ActionForm action={againAction} hidden={{ id }} submit={words.again} kind="quiet" words={words.form} isSilent />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
