"use client";
import { signIn } from "next-auth/react";
import { useEffect, useRef, useState } from "react";
import { ProviderButton } from "./provider-button";

type SignInWords = Record<"signIn" | "email" | "password" | "code" | "codeHint" | "continue" | "back" | "wrong" | "forgotten" | "or", string> & {
  problems: Record<string, string>;
};

type SignInFormProps = {
  target: string;
  /** The words on the button that leads to single sign-on; null: there is none. */
  provider: string | null;
  problem: string | null;
  words: SignInWords;
};

/** Single sign-on where there is one; e-mail and password, then a code where there is a second factor. */
export function SignInForm({ target, provider, problem: initial, words }: SignInFormProps) {
  const [problem, setProblem] = useState(initial);
  const [isBusy, setBusy] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const code = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (needsCode) code.current?.focus();
  }, [needsCode]);

  async function send(form: FormData) {
    setBusy(true);
    setProblem(null);
    const given = { email: form.get("email"), password: form.get("password"), code: form.get("code") ?? "" };
    const answer = await signIn("credentials", { redirect: false, ...given }).catch(() => undefined);
    if (answer?.ok) return location.assign(target);
    setBusy(false);
    if (answer?.error === "code_required") return setNeedsCode(true);
    setProblem(words.problems[answer ? (answer.error ?? "") : "unavailable"] ?? words.wrong);
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void send(new FormData(event.currentTarget));
      }}
    >
      <h1>{words.signIn}</h1>
      {provider && !needsCode && (
        <>
          <ProviderButton label={provider} target={target} kind="big" />
          <p className="hint">{words.or}</p>
        </>
      )}
      <div className="field" hidden={needsCode}>
        <label htmlFor="email">{words.email}</label>
        <input id="email" name="email" className="inp" type="email" autoComplete="username" required />
      </div>
      <div className="field" hidden={needsCode}>
        <label htmlFor="password">{words.password}</label>
        <input id="password" name="password" className="inp" type="password" autoComplete="current-password" required />
      </div>
      {needsCode && (
        <div className="field">
          <label htmlFor="code">{words.code}</label>
          <input id="code" name="code" className="inp" autoComplete="one-time-code" required ref={code} aria-describedby="code-hint" />
          <span className="hint" id="code-hint">
            {words.codeHint}
          </span>
        </div>
      )}
      {problem && (
        <p className="notice crit" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="btn pri big" disabled={isBusy} aria-busy={isBusy}>
        {needsCode ? words.continue : words.signIn}
      </button>
      {needsCode ? (
        <button type="button" className="btn quiet" onClick={() => setNeedsCode(false)}>
          {words.back}
        </button>
      ) : (
        <p className="hint">
          <a href="/signin/forgotten">{words.forgotten}</a>
        </p>
      )}
    </form>
  );
}
