"use client";
import { AccountForm, type AccountFormProps } from "./account-form";
import { Input } from "./input";

type NewPersonFormProps = AccountFormProps & { token: string; words: Record<"name" | "password" | "passwordHint" | "join", string> };

/** Name and password of somebody invited; afterwards they are signed in. */
export function NewPersonForm({ token, words, ...form }: NewPersonFormProps) {
  return (
    <AccountForm {...form} submit={words.join}>
      {(wrong) => (
        <>
          <input type="hidden" name="token" value={token} />
          <Input name="name" label={words.name} autoComplete="name" wrong={wrong("name")} />
          <Input
            name="password"
            label={words.password}
            type="password"
            autoComplete="new-password"
            hint={words.passwordHint}
            wrong={wrong("password")}
          />
        </>
      )}
    </AccountForm>
  );
}
