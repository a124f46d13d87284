import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";

export type EntryRow = {
  id: number;
  model: string;
  note: string;
  tokens: string;
  whose: string;
  when: string;
  recorded: string;
  /** Where what it added can be undone. */
  importHref: string | null;
  stop: ((previous: ActionState, form: FormData) => Promise<ActionState>) | null;
};

type EntriesWords = Record<"entries" | "what" | "tokens" | "whose" | "when" | "seeImport" | "stop" | "stopTitle" | "stopBody" | "cancel", string> & {
  refusals: Record<string, string>;
  fields: Record<string, string>;
};

/** What has been written down by hand, newest first. */
export function EntriesTable({ rows, words }: { rows: EntryRow[]; words: EntriesWords }) {
  return (
    <Scroller label={words.entries}>
      <table aria-label={words.entries}>
        <TableHead
          columns={[
            words.what,
            { title: words.tokens, className: "n" },
            { title: words.whose, className: "hp" },
            words.when,
            { title: words.stop, isUnseen: true },
          ]}
        />
        <tbody>
          {rows.map(({ id, model, note, tokens, whose, when, recorded, importHref, stop }) => (
            <tr key={id}>
              <td>
                <span className="id">{model}</span>
                {note && <span className="sub">{note}</span>}
              </td>
              <td className="n">{tokens}</td>
              <td className="hp s">{whose}</td>
              <td className="t">
                {when}
                <span className="sub">
                  {recorded} {importHref && <a href={importHref}>{words.seeImport}</a>}
                </span>
              </td>
              <td className="n">
                {stop && (
                  <PopoverForm id={`stop-${id}`} open={words.stop} title={words.stopTitle} cancel={words.cancel} kind="quiet">
                    <p className="s">{words.stopBody}</p>
                    <ActionForm
                      action={stop}
                      hidden={{ id: String(id) }}
                      submit={words.stop}
                      words={{ saved: "", refusals: words.refusals, fields: words.fields }}
                      isSilent
                    />
                  </PopoverForm>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
