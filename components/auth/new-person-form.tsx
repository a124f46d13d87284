"use client";
import { signIn } from "next-auth/react";
import { useState } from "react";
import type { ActionState } from "@/lib/action-state";
import { Input } from "./input";

type NewPersonFormProps = {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  token: string;
  words: Record<"name" | "password" | "passwordHint" | "join", string>;
  refusals: Record<string, string>;
  fields: Record<string, string>;
};

/** Name and password of somebody invited; afterwards they are signed in. */
export function NewPersonForm({ action, token, words, refusals, fields }: NewPersonFormProps) {
  const [state, setState] = useState<ActionState>({ status: "idle" });
  const [isBusy, setBusy] = useState(false);
  const wrong = (name: string) => (state.status === "refused" ? fields[state.fields[name] ?? ""] : undefined);

  async function send(form: FormData) {
    setBusy(true);
    const answer = await action(state, form);
    if (answer.status === "done") {
      await signIn("credentials", { redirect: false, email: answer.made?.email, password: form.get("password") });
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
      <input type="hidden" name="token" value={token} />
      <Input name="name" label={words.name} autoComplete="name" wrong={wrong("name")} />
      <Input name="password" label={words.password} type="password" autoComplete="new-password" hint={words.passwordHint} wrong={wrong("password")} />
      {state.status === "refused" && (
        <p className="notice crit" role="alert">
          {refusals[state.code]}
        </p>
      )}
      <button type="submit" className="btn pri big" disabled={isBusy} aria-busy={isBusy}>
        {words.join}
      </button>
    </form>
  );
}
