"use client";
import { signIn } from "next-auth/react";
import { useEffect, useState } from "react";
import type { ActionState } from "@/lib/action-state";
import { Input } from "./input";

type SetupWords = Record<
  | "title"
  | "lead"
  | "name"
  | "email"
  | "password"
  | "passwordHint"
  | "workspace"
  | "timezone"
  | "locale"
  | "token"
  | "tokenHint"
  | "beginWith"
  | "ownFile"
  | "ownFileHint"
  | "sample"
  | "sampleHint"
  | "create",
  string
>;

type SetupFormProps = {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  zones: string[];
  locales: { value: string; label: string }[];
  locale: string;
  hasToken: boolean;
  words: SetupWords;
  refusals: Record<string, string>;
  fields: Record<string, string>;
};

/** The first owner and the workspace; afterwards the owner is signed in. */
export function SetupForm({ action, zones, locales, locale, hasToken, words, refusals, fields }: SetupFormProps) {
  const [state, setState] = useState<ActionState>({ status: "idle" });
  const [isBusy, setBusy] = useState(false);
  const [zone, setZone] = useState("UTC");
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zones.includes(own)) setZone(own);
  }, [zones]);
  const wrong = (name: string) => (state.status === "refused" ? fields[state.fields[name] ?? ""] : undefined);

  async function send(form: FormData) {
    setBusy(true);
    const answer = await action(state, form);
    if (answer.status === "done") {
      await signIn("credentials", { redirect: false, email: form.get("email"), password: form.get("password") });
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
      <div>
        <h1>{words.title}</h1>
        <p className="s">{words.lead}</p>
      </div>
      <Input name="name" label={words.name} autoComplete="name" wrong={wrong("name")} />
      <Input name="email" label={words.email} type="email" autoComplete="username" wrong={wrong("email")} />
      <Input name="password" label={words.password} type="password" autoComplete="new-password" hint={words.passwordHint} wrong={wrong("password")} />
      {hasToken && <Input name="token" label={words.token} hint={words.tokenHint} wrong={wrong("token")} />}
      <div className="two2">
        <Input name="workspace" label={words.workspace} autoComplete="organization" wrong={wrong("workspace")} />
        <div className="field">
          <label htmlFor="timezone">{words.timezone}</label>
          <select id="timezone" name="timezone" className="inp" value={zone} onChange={(event) => setZone(event.target.value)}>
            {zones.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
      </div>
      <div className="field">
        <label htmlFor="locale">{words.locale}</label>
        <select id="locale" name="locale" className="inp" defaultValue={locale}>
          {locales.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <fieldset>
        <legend className="flabel" style={{ padding: "0 0 8px" }}>
          {words.beginWith}
        </legend>
        <Choice value="file" label={words.ownFile} hint={words.ownFileHint} isFirst />
        <Choice value="sample" label={words.sample} hint={words.sampleHint} />
      </fieldset>
      {state.status === "refused" && (
        <p className="notice crit" role="alert">
          {refusals[state.code]}
        </p>
      )}
      <button type="submit" className="btn pri big" disabled={isBusy} aria-busy={isBusy}>
        {words.create}
      </button>
    </form>
  );
}

function Choice({ value, label, hint, isFirst = false }: { value: string; label: string; hint: string; isFirst?: boolean }) {
  return (
    <label className="opt">
      <input type="radio" name="begin" value={value} defaultChecked={isFirst} style={{ accentColor: "var(--accent)", marginTop: 3 }} />
      <span>
        <b className="b">{label}</b>
        <br />
        <span className="sub">{hint}</span>
      </span>
    </label>
  );
}
