"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Scroller } from "@/components/ui/scroller";
import type { Locale } from "@/lib/i18n/locale";
import type { Zone } from "@/lib/period";
import type { ExplanationJson } from "@/lib/spend/explanation-json";
import { EffectTables } from "./effect-tables";
import type { EffectView } from "./effect-view";

/** A part of what a file would change. */
export type ChangePart = { title: string; hint: string; columns: string[]; rows: string[][]; more: string; isQuiet: boolean };

/** What the server makes of a file: what is wrong with it, what it would do, or that it is done. */
export type FileAnswer =
  | { kind: "wrong"; lead: string; lines: string[] }
  | { kind: "preview"; lead: string; parts: ChangePart[]; effect: EffectView | null; effectTitle: string; notice: string; apply: string }
  | { kind: "explanation"; title: string; explanation: ExplanationJson }
  | { kind: "done"; text: string };

/** An explanation with what shows it, which is loaded when the first is asked for. */
type Explained = Extract<FileAnswer, { kind: "explanation" }> & Pick<typeof import("@/components/spend/explanation"), "Explanation">;

type FileChangeProps = {
  address: string;
  accept: string;
  view: { slug: string; zone: Zone; locale: Locale };
  words: { choose: string; reading: string; failed: string; close: string };
  /** Further fields, sent along as query parameters. */
  children?: ReactNode;
};

/** Choose a file, see what it would change before anything is saved, then save exactly that. */
export function FileChange({ address, accept, view, words, children }: FileChangeProps) {
  const [answer, setAnswer] = useState<FileAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [explained, setExplained] = useState<Explained | null>(null);
  const dialog = useRef<HTMLDivElement>(null);

  // Opened once there is something in it.
  useEffect(() => {
    if (explained) dialog.current?.showPopover();
  }, [explained]);

  /** The server's answer to the chosen file with what the form says; null: no file is chosen. */
  async function sent(further: Record<string, string>): Promise<FileAnswer | null> {
    const chosen = file.current?.files?.[0];
    if (!chosen || !form.current) return null;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form.current)) if (typeof value === "string" && value) query.set(name, value);
    for (const [name, value] of Object.entries(further)) query.set(name, value);
    setBusy(true);
    const response = await fetch(`${address}?${query}`, { method: "POST", body: chosen }).catch(() => null);
    const body = response && (await response.json().catch(() => null));
    setBusy(false);
    return response?.ok ? body : { kind: "wrong", lead: body?.detail ?? words.failed, lines: [] };
  }

  async function send(applies: boolean) {
    const found = await sent(applies ? { apply: "1" } : {});
    if (found) setAnswer(found);
  }

  async function explain(query: string) {
    const found = await sent(Object.fromEntries(new URLSearchParams(query)));
    if (found?.kind !== "explanation") return found && setAnswer(found);
    const { Explanation } = await import("@/components/spend/explanation");
    setExplained({ ...found, Explanation });
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
              <EffectTables effect={answer.effect} onAsk={(query) => void explain(query)} />
            </section>
          )}
          {answer.apply && (
            <button type="button" className="btn pri" disabled={isBusy} aria-busy={isBusy} onClick={() => void send(true)}>
              {answer.apply}
            </button>
          )}
        </>
      )}
      <div ref={dialog} popover="auto" role="dialog" className="wide" aria-labelledby="explained-title">
        {explained && (
          <>
            <h2 id="explained-title">{explained.title}</h2>
            <explained.Explanation explanation={explained.explanation} view={{ ...view, target: "_blank" }} />
          </>
        )}
        <div className="dialog-end">
          <button type="button" className="btn quiet" onClick={() => dialog.current?.hidePopover()}>
            {words.close}
          </button>
        </div>
      </div>
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
