"use client";
import { type ReactNode, useRef, useState } from "react";
import { Scroller } from "@/components/ui/scroller";
import { EffectTables } from "./effect-tables";
import type { EffectView } from "./effect-view";

/** A part of what a file would change. */
export type ChangePart = { title: string; hint: string; columns: string[]; rows: string[][]; more: string; isQuiet: boolean };

/** What the server makes of a file: what is wrong with it, what it would do, or that it is done. */
export type FileAnswer =
  | { kind: "wrong"; lead: string; lines: string[] }
  | { kind: "preview"; lead: string; parts: ChangePart[]; effect: EffectView | null; effectTitle: string; notice: string; apply: string }
  | { kind: "done"; text: string };

type FileChangeProps = {
  address: string;
  accept: string;
  words: { choose: string; reading: string; failed: string };
  /** Further fields, sent along as query parameters. */
  children?: ReactNode;
};

/** Choose a file, see what it would change before anything is saved, then save exactly that. */
export function FileChange({ address, accept, words, children }: FileChangeProps) {
  const [answer, setAnswer] = useState<FileAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const file = useRef<HTMLInputElement>(null);

  async function send(applies: boolean) {
    const chosen = file.current?.files?.[0];
    if (!chosen || !form.current) return;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form.current)) if (typeof value === "string" && value) query.set(name, value);
    if (applies) query.set("apply", "1");
    setBusy(true);
    const response = await fetch(`${address}?${query}`, { method: "POST", body: chosen }).catch(() => null);
    const body = response && (await response.json().catch(() => null));
    setBusy(false);
    if (response?.ok) return setAnswer(body);
    setAnswer({ kind: "wrong", lead: body?.detail ?? words.failed, lines: [] });
  }

  return (
    <div aria-busy={isBusy}>
      <form ref={form} className="form" onSubmit={(event) => event.preventDefault()} onChange={() => void send(false)}>
        <div className="field">
          <label htmlFor="file">{words.choose}</label>
          <input id="file" ref={file} type="file" accept={accept} className="inp" style={{ paddingTop: 7 }} />
        </div>
        {children}
      </form>
      <p className="m" aria-live="polite" style={{ margin: "14px 0" }}>
        {isBusy ? words.reading : ""}
      </p>
      {answer?.kind === "wrong" && (
        <div className="notice crit" role="alert">
          <p>{answer.lead}</p>
          <ul>
            {answer.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      {answer?.kind === "done" && (
        <p className="notice ok" role="status">
          {answer.text}
        </p>
      )}
      {answer?.kind === "preview" && (
        <>
          <p className="lead" style={{ marginBottom: 14 }}>
            {answer.lead}
          </p>
          {answer.parts.map((part) => (
            <Part key={part.title} part={part} />
          ))}
          {answer.notice && <p className="notice">{answer.notice}</p>}
          {answer.effect && (
            <section>
              <h2 className="sh">{answer.effectTitle}</h2>
              <EffectTables effect={answer.effect} />
            </section>
          )}
          {answer.apply && (
            <button type="button" className="btn pri" disabled={isBusy} aria-busy={isBusy} onClick={() => void send(true)}>
              {answer.apply}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function Part({ part: { title, hint, columns, rows, more, isQuiet } }: { part: ChangePart }) {
  const table = (
    <div style={{ margin: "8px 0 18px" }}>
      <Scroller label={title}>
        {hint && <p className="hint">{hint}</p>}
        <table aria-label={title}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join(" ")}>
                {row.map((cell, place) => (
                  <td key={columns[place]} className="id">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {more && <p className="note">{more}</p>}
      </Scroller>
    </div>
  );
  return (
    <details open={!isQuiet}>
      <summary>{title}</summary>
      {table}
    </details>
  );
}
