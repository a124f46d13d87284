"use client";
import { type ReactNode, useActionState, useEffect, useId, useState } from "react";
import type { ActionState } from "@/lib/action-state";
import { attributed, conditions } from "@/lib/attribution/rule";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import type { Zone } from "@/lib/period";
import { type Moves, MovesTable } from "./moves-table";

export type RuleFormKind = "assign" | "merge" | "table";

type RuleFormProps = {
  kind: RuleFormKind;
  slug: string;
  zone: Zone;
  locale: Locale;
  /** What can be chosen, by kind; anything else can be typed. */
  names: Record<string, string[]>;
  initial: Record<string, string>;
  columns: string;
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
};

type Preview = { state: "empty" | "busy" | "failed" } | { state: "refused"; detail: string } | { state: "done"; moves: Moves };

const patienceMs = 350;

/** A rule, a merge or a file of rules, with what it would move while one types. */
export function RuleForm({ kind, slug, zone, locale, names, initial, columns, action }: RuleFormProps) {
  const t = translatorOf(locale, "attribution");
  const { refusals, fields } = messagesOf(locale);
  const [state, send, isBusy] = useActionState(action, { status: "idle" });
  const [typed, setTyped] = useState(initial);
  const preview = usePreview(slug, kind, typed);
  useEffect(() => {
    if (state.status === "done") setTyped({});
  }, [state]);
  const id = useId();
  const wrong = state.status === "refused" ? state.fields : {};
  const set = (name: string) => (value: string) => setTyped((before) => ({ ...before, [name]: value }));

  const text = (name: string, label: string, from?: string, type: "text" | "date" = "text") => {
    const code = wrong[name.startsWith("if_") ? `scope.${name.slice(3)}` : name];
    return (
      <Field key={name} id={`${id}-${name}`} label={label} wrong={code && (fields[code as keyof typeof fields] ?? refusals.invalid_input)}>
        <input
          id={`${id}-${name}`}
          className="inp"
          name={name}
          type={type}
          value={typed[name] ?? ""}
          list={from && `${id}-names-${from}`}
          autoComplete="off"
          aria-invalid={code ? true : undefined}
          aria-describedby={code ? `${id}-${name}-wrong` : undefined}
          onChange={(event) => set(name)(event.target.value)}
        />
      </Field>
    );
  };

  const dimension = attributed.find((each) => each === typed.dimension) ?? "team";
  return (
    <div className="cols">
      <form action={send} className="form c6" style={{ maxWidth: "none" }}>
        {kind === "assign" && (
          <>
            <p className="s">{t("assignLead")}</p>
            <div style={{ display: "grid", gap: 20, gridTemplateColumns: "repeat(auto-fit, minmax(190px, 1fr))", alignItems: "start" }}>
              <fieldset className="form">
                <legend className="flabel s" style={{ marginBottom: 10 }}>
                  {t("usageWith")}
                </legend>
                {conditions.map((condition) => text(`if_${condition}`, t(`conditions.${condition}`), condition))}
                {wrong.scope && <span className="wrong">{fields.choose_one}</span>}
              </fieldset>
              <fieldset className="form">
                <legend className="flabel s" style={{ marginBottom: 10 }}>
                  {t("gives")}
                </legend>
                {text("team", t("team"), "team")}
                {text("project", t("project"), "project")}
                {text("from", t("from"), undefined, "date")}
                {text("note", t("note"))}
              </fieldset>
            </div>
          </>
        )}
        {kind === "merge" && (
          <>
            <p className="s">{t("mergeLead")}</p>
            <Field id={`${id}-dimension`} label={t("dimension")}>
              <select
                id={`${id}-dimension`}
                name="dimension"
                className="inp"
                value={dimension}
                onChange={(event) => set("dimension")(event.target.value)}
              >
                {attributed.map((each) => (
                  <option key={each} value={each}>
                    {t(`dimensions.${each}`)}
                  </option>
                ))}
              </select>
            </Field>
            {text("value", t("value"), dimension)}
            {text("into", t("into"), dimension)}
            {text("from", t("from"), undefined, "date")}
            {text("note", t("note"))}
          </>
        )}
        {kind === "table" && (
          <>
            <p className="s">{t("tableLead", { columns })}</p>
            <p>
              <a href="/example-attribution-rules.csv" download>
                {t("example")}
              </a>
            </p>
            <Field id={`${id}-file`} label={t("file")}>
              <input
                id={`${id}-file`}
                type="file"
                className="inp"
                style={{ padding: "6px 11px" }}
                accept=".csv,.tsv,.txt,text/csv"
                onChange={async (event) => set("table")((await event.target.files?.[0]?.text()) ?? "")}
              />
            </Field>
            <input type="hidden" name="table" value={typed.table ?? ""} />
          </>
        )}
        {state.status === "refused" && (
          <p className="notice crit" role="alert">
            {refusals[state.code]}
          </p>
        )}
        <p aria-live="polite" className={state.status === "done" ? "notice ok" : "sr"}>
          {state.status === "done" ? t("recorded") : ""}
        </p>
        <div>
          <button type="submit" className="btn pri" disabled={isBusy} aria-busy={isBusy}>
            {t({ assign: "record", merge: "recordMerge", table: "recordTable" }[kind] as "record")}
          </button>
        </div>
        {Object.entries(names).map(([of, list]) => (
          <datalist key={of} id={`${id}-names-${of}`}>
            {list.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        ))}
      </form>
      <div className="c6" aria-live="polite" aria-busy={preview.state === "busy"}>
        <h3 style={{ marginBottom: 10 }}>{t("preview")}</h3>
        {preview.state === "empty" && (
          <p className="m">{t({ assign: "previewEmpty", merge: "previewMergeEmpty", table: "previewTableEmpty" }[kind] as "previewEmpty")}</p>
        )}
        {preview.state === "busy" && <p className="m">{t("previewBusy")}</p>}
        {preview.state === "failed" && <p className="notice crit">{t("previewFailed")}</p>}
        {preview.state === "refused" && (
          <p className="notice crit" lang="en">
            {preview.detail}
          </p>
        )}
        {preview.state === "done" && <MovesTable moves={preview.moves} view={{ slug, zone, locale }} />}
      </div>
    </div>
  );
}

function Field({ id, label, wrong, children }: { id: string; label: string; wrong?: string | undefined; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {wrong && (
        <span className="wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

/** Asks, when nothing was typed for a moment, what this would move. */
function usePreview(slug: string, kind: RuleFormKind, typed: Record<string, string>): Preview {
  const [preview, setPreview] = useState<Preview>({ state: "empty" });
  const body = bodyOf(kind, typed);
  useEffect(() => {
    if (body === null) return setPreview({ state: "empty" });
    setPreview({ state: "busy" });
    const call = new AbortController();
    const ask = async () => {
      const answer = await fetch(`/api/w/${slug}/attribution/preview`, {
        method: "POST",
        body,
        headers: { "content-type": kind === "table" ? "text/csv" : "application/json" },
        signal: call.signal,
      });
      const found = await answer.json();
      if (answer.ok) setPreview({ state: "done", moves: found.moves });
      else setPreview(answer.status === 400 ? { state: "refused", detail: found.detail } : { state: "failed" });
    };
    const timer = setTimeout(() => ask().catch(() => !call.signal.aborted && setPreview({ state: "failed" })), patienceMs);
    return () => {
      clearTimeout(timer);
      call.abort();
    };
  }, [body, slug, kind]);
  return preview;
}

/** What is asked, once it says something; null before. */
function bodyOf(kind: RuleFormKind, typed: Record<string, string>): string | null {
  const given = (name: string) => typed[name]?.trim() || undefined;
  const [from, team, project] = [given("from"), given("team"), given("project")];
  if (kind === "table") return given("table") ?? null;
  if (kind === "merge") {
    const [value, into] = [given("value"), given("into")];
    return value && into && value !== into ? JSON.stringify({ kind, dimension: given("dimension") ?? "team", value, into, from }) : null;
  }
  const scope = Object.fromEntries(conditions.map((condition) => [condition, given(`if_${condition}`)]));
  return Object.values(scope).some(Boolean) && (team || project) ? JSON.stringify({ kind, scope, team, project, from }) : null;
}
