"use client";
import { useActionState, useId } from "react";
import type { ActionState } from "@/lib/action-state";
import { CopyButton, type CopyWords } from "./copy-button";

/** A field of a form: what it is called, of which kind, and what it holds. */
export type FormField = {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  type?: "text" | "textarea" | "email" | "password" | "date" | "select" | "checks";
  options?: { value: string; label: string; checked?: boolean }[];
  /** What may be typed, to choose from. */
  suggestions?: readonly string[];
  autoComplete?: string;
  isRequired?: boolean;
};

/** `copy`: what was made is there to be copied. */
export type FormWords = { saved: string; refusals: Record<string, string>; fields: Record<string, string>; copy?: CopyWords };

type ActionFormProps = {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  fields?: FormField[];
  submit: string;
  kind?: "pri" | "plain" | "quiet";
  words: FormWords;
  hidden?: Record<string, string>;
  isSilent?: boolean;
};

/** A form of one action: it keeps what was typed, says what is wrong beside its field, and works without JavaScript. */
export function ActionForm({ action, fields = [], submit, kind = "pri", words, hidden = {}, isSilent = false }: ActionFormProps) {
  const [state, send, isBusy] = useActionState(action, { status: "idle" });
  const id = useId();
  const wrong = state.status === "refused" ? state.fields : {};
  const typed = state.status === "refused" ? state.values : {};
  return (
    <form action={send} className={fields.length ? "form" : undefined}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        <Field
          key={field.name}
          id={`${id}-${field.name}`}
          field={field}
          typed={state.status === "refused" ? [typed[field.name] ?? []].flat() : null}
          wrong={words.fields[wrong[field.name] ?? ""]}
        />
      ))}
      {state.status === "refused" && (
        <p className="notice crit" role="alert">
          {words.refusals[state.code]}
        </p>
      )}
      {state.status === "done" && state.made && <Made made={state.made} copy={words.copy} />}
      <p aria-live="polite" className={state.status === "done" && !isSilent && !state.made ? "notice ok" : "sr"}>
        {state.status === "done" && !isSilent ? words.saved : ""}
      </p>
      <div>
        <button type="submit" className={`btn ${kind === "plain" ? "" : kind}`} disabled={isBusy} aria-busy={isBusy}>
          {submit}
        </button>
      </div>
    </form>
  );
}

/** What is shown this once. */
function Made({ made, copy }: { made: Record<string, string>; copy: CopyWords | undefined }) {
  return (
    <div className="notice ok" role="status">
      {Object.entries(made).map(([label, value]) => (
        <p key={label}>
          {label}
          <code className="t" style={{ display: "block", userSelect: "all", overflowWrap: "anywhere", whiteSpace: "pre-line" }}>
            {value}
          </code>
          {copy && <CopyButton text={value} words={copy} />}
        </p>
      ))}
    </div>
  );
}

function Field({ id, field, typed, wrong }: { id: string; field: FormField; typed: string[] | null; wrong: string | undefined }) {
  const { name, label, hint, type = "text", options = [], suggestions, autoComplete, isRequired = true } = field;
  const value = typed?.[0] ?? field.value ?? "";
  const described = [wrong && `${id}-wrong`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  const common = { id, name, "aria-describedby": described, "aria-invalid": wrong ? true : undefined };
  const notes = (
    <>
      {wrong && (
        <span className="wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </>
  );
  if (type === "checks") {
    return (
      <fieldset className="field">
        <legend className="flabel">{label}</legend>
        {options.map((option) => (
          <label key={option.value} style={{ display: "flex", gap: 8, padding: "3px 0" }}>
            <input type="checkbox" name={name} value={option.value} defaultChecked={typed?.includes(option.value) ?? option.checked} /> {option.label}
          </label>
        ))}
        {notes}
      </fieldset>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {type === "select" ? (
        <select {...common} className="inp" defaultValue={value} key={value}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : type === "textarea" ? (
        <textarea {...common} className="inp text" rows={5} defaultValue={value} required={isRequired} />
      ) : (
        <input
          {...common}
          {...(suggestions && { list: `${id}-suggestions` })}
          className="inp"
          type={type}
          defaultValue={value}
          autoComplete={autoComplete}
          required={isRequired}
        />
      )}
      {suggestions && (
        <datalist id={`${id}-suggestions`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
      {notes}
    </div>
  );
}
