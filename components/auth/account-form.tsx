"use client";
import { signIn } from "next-auth/react";
import { type ReactNode, useState } from "react";
import type { ActionState } from "@/lib/action-state";

export type AccountFormProps = {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  refusals: Record<string, string>;
  /** What is wrong with a field, by code. */
  fields: Record<string, string>;
};

type Shown = AccountFormProps & {
  submit: string;
  /** The form's fields; `wrong`: what is wrong with one. */
  children: (wrong: (name: string) => string | undefined) => ReactNode;
};

/** A form that makes an account with a `password`; afterwards its person is signed in and led on. Their address is typed as `email`, or answered by the action. */
export function AccountForm({ action, refusals, fields, submit, children }: Shown) {
  const [state, setState] = useState<ActionState>({ status: "idle" });
  const [isBusy, setBusy] = useState(false);

  async function send(form: FormData) {
    setBusy(true);
    const answer = await action(state, form);
    if (answer.status === "done") {
      await signIn("credentials", { redirect: false, email: answer.made?.email ?? form.get("email"), password: form.get("password") });
      return location.assign(answer.made?.target ?? "/");
    }
    setState(answer);
    setBusy(false);
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void send(new FormData(event.currentTarget));
      }}
    >
      {children((name) => (state.status === "refused" ? fields[state.fields[name] ?? ""] : undefined))}
      {state.status === "refused" && (
        <p className="notice crit" role="alert">
          {refusals[state.code]}
        </p>
      )}
      <button type="submit" className="btn pri big" disabled={isBusy} aria-busy={isBusy}>
        {submit}
      </button>
    </form>
  );
}
