"use client";
import { useEffect, useState } from "react";
import { AccountForm, type AccountFormProps } from "./account-form";
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

type SetupFormProps = AccountFormProps & {
  zones: string[];
  locales: { value: string; label: string }[];
  locale: string;
  hasToken: boolean;
  words: SetupWords;
};

/** The first owner and the workspace; afterwards the owner is signed in. */
export function SetupForm({ zones, locales, locale, hasToken, words, ...form }: SetupFormProps) {
  const [zone, setZone] = useState("UTC");
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zones.includes(own)) setZone(own);
  }, [zones]);

  return (
    <AccountForm {...form} submit={words.create}>
      {(wrong) => (
        <>
          <div>
            <h1>{words.title}</h1>
            <p className="s">{words.lead}</p>
          </div>
          <Input name="name" label={words.name} autoComplete="name" wrong={wrong("name")} />
          <Input name="email" label={words.email} type="email" autoComplete="username" wrong={wrong("email")} />
          <Input
            name="password"
            label={words.password}
            type="password"
            autoComplete="new-password"
            hint={words.passwordHint}
            wrong={wrong("password")}
          />
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
        </>
      )}
    </AccountForm>
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
