import type { ReactNode } from "react";

/** A field ready to be shown. `wrong`: what is wrong with it. */
export type RuleField = {
  name: string;
  label: string;
  value: string;
  type?: "text" | "date" | "time";
  hint?: string;
  wrong?: string | undefined;
  isRequired?: boolean;
  isNumber?: boolean;
  choices?: string;
};

/** Fields in rows of two. */
export function RuleFields({ fields, children }: { fields: RuleField[]; children?: ReactNode }) {
  return (
    <div className="two2">
      {fields.map((field) => (
        <div className="field" key={field.name}>
          <label htmlFor={`rule-${field.name}`}>{field.label}</label>
          <input
            id={`rule-${field.name}`}
            name={field.name}
            className="inp"
            type={field.type ?? "text"}
            defaultValue={field.value}
            required={field.isRequired ?? false}
            list={field.choices}
            step={field.type === "time" ? 900 : undefined}
            inputMode={field.isNumber ? "decimal" : undefined}
            autoComplete="off"
            aria-invalid={field.wrong ? true : undefined}
            aria-describedby={
              [field.wrong && `rule-${field.name}-wrong`, field.hint && `rule-${field.name}-hint`].filter(Boolean).join(" ") || undefined
            }
          />
          {field.wrong && (
            <span className="wrong" id={`rule-${field.name}-wrong`}>
              {field.wrong}
            </span>
          )}
          {field.hint && (
            <span className="hint" id={`rule-${field.name}-hint`}>
              {field.hint}
            </span>
          )}
        </div>
      ))}
      {children}
    </div>
  );
}
