"use client";
import { type ReactNode, useActionState } from "react";
import type { ActionState } from "@/lib/action-state";

export type ConflictWords = Record<"replaceChosen" | "keepChosen" | "replaceAll" | "keepAll" | "settled", string> & {
  refusals: Record<string, string>;
  chooseOne: string;
};

type Props = {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  id: string;
  words: ConflictWords;
  /** The table, with a check box named `conflict` in each row that can be chosen. */
  children: ReactNode;
};

/** Settles the conflicts that are ticked, or all. */
export function ConflictForm({ action, id, words, children }: Props) {
  const [state, send, isBusy] = useActionState(action, { status: "idle" });
  const choice = (value: string, label: string, kind = "") => (
    <button type="submit" name="choice" value={value} className={`btn ${kind}`} disabled={isBusy}>
      {label}
    </button>
  );
  return (
    <form action={send}>
      <input type="hidden" name="id" value={id} />
      {children}
      {state.status === "refused" && (
        <p className="notice crit" role="alert">
          {state.fields.conflict ? words.chooseOne : words.refusals[state.code]}
        </p>
      )}
      <p aria-live="polite" className="sr">
        {state.status === "done" ? words.settled : ""}
      </p>
      <div className="filters">
        {choice("replace", words.replaceChosen, "pri")}
        {choice("keep", words.keepChosen)}
        {choice("replace_all", words.replaceAll)}
        {choice("keep_all", words.keepAll)}
      </div>
    </form>
  );
}
