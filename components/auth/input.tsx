import { useId } from "react";

type InputProps = { name: string; label: string; type?: string; autoComplete?: string; hint?: string; wrong: string | undefined };

/** A field of a form before one is in, with what is wrong about it and what helps. */
export function Input({ name, label, type = "text", autoComplete, hint, wrong }: InputProps) {
  const id = useId();
  const described = [wrong && `${id}-wrong`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        className="inp"
        autoComplete={autoComplete}
        required
        aria-describedby={described}
        aria-invalid={wrong ? true : undefined}
      />
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
    </div>
  );
}
