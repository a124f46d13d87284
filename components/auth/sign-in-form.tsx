"use client";
import { signIn } from "next-auth/react";
import { useState } from "react";

type SignInWords = { signIn: string; email: string; password: string; wrong: string; problems: Record<string, string>; forgotten: string };

/** E-mail and password. */
export function SignInForm({ target, words }: { target: string; words: SignInWords }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        setBusy(true);
        setProblem(null);
        const answer = await signIn("credentials", { redirect: false, email: form.get("email"), password: form.get("password") }).catch(
          () => undefined,
        );
        if (answer?.ok) return location.assign(target);
        setProblem(words.problems[answer ? (answer.error ?? "") : "unavailable"] ?? words.wrong);
        setBusy(false);
      }}
    >
      <h1>{words.signIn}</h1>
      <div className="field">
        <label htmlFor="email">{words.email}</label>
        <input id="email" name="email" className="inp" type="email" autoComplete="username" required />
      </div>
      <div className="field">
        <label htmlFor="password">{words.password}</label>
        <input id="password" name="password" className="inp" type="password" autoComplete="current-password" required />
      </div>
      {problem && (
        <p className="notice crit" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="btn pri big" disabled={isBusy} aria-busy={isBusy}>
        {words.signIn}
      </button>
      <p className="hint">{words.forgotten}</p>
    </form>
  );
}
