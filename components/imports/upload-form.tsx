"use client";
import { useRef, useState } from "react";
import { ActionForm, type FormWords } from "@/components/ui/action-form";
import type { ActionState } from "@/lib/action-state";
import { bytes, percent } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { FailurePlace } from "@/lib/imports/failure";
import { failureWords } from "@/lib/imports/failure-words";
import { type CheckedImport, CheckedImportReport } from "./checked-import";
import { FirstRows, type PreviewRow } from "./first-rows";
import { type MappingChoice, mappingText } from "./mapping-choice";
import { type MappableTable, MappingForm } from "./mapping-form";
import { sendFile } from "./sending";

type Failure = { code: string; detail: string; place: FailurePlace | null };
/** `same_as`: the import of the same file; of one too big to be sent first, of one with its name and size. */
type Preview = { table: MappableTable | null; same_as: string | null } & (
  | { failure: Failure }
  | { failure: null; format: string; columns: string[]; unknown: string[]; rows: PreviewRow[] }
);
/** `choice`: how its columns are read by hand; null: as they are recognised. */
type Looked = {
  file: File;
  preview: Preview | null;
  choice: MappingChoice | null;
  template: number | null;
  isStale: boolean;
  checked: CheckedImport | null;
};

type State =
  | { step: "choose"; message?: string }
  | ({ step: "preview"; message?: string } & Looked)
  | { step: "send"; file: File; isCheck: boolean; done: number };

type UploadFormProps = {
  slug: string;
  /** The workspace's own. */
  timezone: string;
  zones: string[];
  locale: Locale;
  columns: { required: string; optional: string };
  saveTemplate: (previous: ActionState, form: FormData) => Promise<ActionState>;
  words: FormWords;
};

const headBytes = 1 << 20;
const patienceMs = 250;

/** Drop or choose a file, see what it is, say how its columns are meant, see what it would do, add it; what is sent shows how far it is and can be cancelled. */
export function UploadForm({ slug, timezone, zones, locale, columns, saveTemplate, words }: UploadFormProps) {
  const t = translatorOf(locale, "imports");
  const view = { slug, zone: timezone, locale };
  const [state, setState] = useState<State>({ step: "choose" });
  const [zone, setZone] = useState("UTC");
  const [source, setSource] = useState("");
  const [onConflict, setOnConflict] = useState("keep");
  const [isOver, setOver] = useState(false);
  const cancel = useRef(() => {});
  const asked = useRef(0);
  const input = useRef<HTMLInputElement>(null);

  async function previewOf(file: File, timezone: string, mapping: string | null): Promise<Preview | null> {
    const isCut = file.size > headBytes;
    const whole: Record<string, string> = isCut ? { cut: "1", filename: file.name, size: String(file.size) } : { cut: "0" };
    const query = new URLSearchParams({ timezone, ...whole, ...(mapping && { mapping }) });
    const answer = await fetch(`/api/w/${slug}/imports/preview?${query}`, { method: "POST", body: file.slice(0, headBytes) }).catch(() => null);
    return answer?.ok ? await answer.json() : null;
  }

  /** Looks at a file for the first time: as a template says, as it is recognised, or as its header lets guess. */
  async function look(file: File) {
    const turn = ++asked.current;
    setState({ step: "preview", file, preview: null, choice: null, template: null, isStale: true, checked: null });
    const preview = await previewOf(file, zone, null);
    if (turn !== asked.current) return;
    if (!preview) return setState({ step: "choose", message: t("broken") });
    const template = preview.table?.templates[0] ?? null;
    const isUnknown = preview.failure?.code === "unknown_format";
    const choice = template?.mapping ?? (isUnknown ? (preview.table?.guess ?? null) : null);
    const looked: Looked = { file, preview, choice, template: template?.id ?? null, isStale: false, checked: null };
    setState({ step: "preview", ...looked });
    if (choice) await reread(looked, choice, template?.mapping.timezone ?? zone, 0);
  }

  /** Reads the first rows anew, as they are meant now; only the latest question is answered. */
  async function reread(looked: Looked, choice: MappingChoice | null, timezone = zone, wait = patienceMs, template = looked.template) {
    const turn = ++asked.current;
    setZone(timezone);
    const next: Looked = { ...looked, choice, template, checked: null, isStale: true };
    setState({ step: "preview", ...next });
    const mapping = choice && mappingText(choice, timezone);
    if (choice && mapping === null) return setState({ step: "preview", ...next, isStale: false });
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (turn !== asked.current) return;
    const preview = await previewOf(looked.file, timezone, mapping);
    if (turn !== asked.current) return;
    setState({ step: "preview", ...next, preview: preview ?? looked.preview, isStale: false, ...(!preview && { message: t("broken") }) });
  }

  async function send(looked: Looked, isCheck: boolean) {
    const { file, choice, checked } = looked;
    const query = new URLSearchParams({ filename: file.name, timezone: zone, on_conflict: onConflict, ...(isCheck && { dry_run: "1", keep: "1" }) });
    if (source.trim()) query.set("source", source.trim());
    const mapping = choice && mappingText(choice, zone);
    if (mapping) query.set("mapping", mapping);
    const headers: Record<string, string> = isCheck ? {} : { Prefer: "respond-async" };
    // What was checked is there already, unless it has waited too long or another server answers.
    if (!isCheck && checked?.upload) {
      setState({ step: "send", file, isCheck, done: file.size });
      const added = await fetch(`/api/w/${slug}/imports?${query}&upload=${checked.upload}`, { method: "POST", headers }).catch(() => null);
      if (added?.status === 202) return location.assign(`/w/${slug}/imports/${(await added.json()).id}`);
    }
    setState({ step: "send", file, isCheck, done: 0 });
    const sending = sendFile(`/api/w/${slug}/imports?${query}`, file, headers, (done) => setState({ step: "send", file, isCheck, done }));
    cancel.current = sending.cancel;
    const sent = await sending.sent;
    if (typeof sent === "string") return setState({ step: "preview", ...looked, message: t(sent) });
    if (sent.status === 200) return setState({ step: "preview", ...looked, checked: sent.answer as CheckedImport });
    if (sent.status === 202) return location.assign(`/w/${slug}/imports/${sent.answer.id}`);
    const refused = sent.answer as Partial<Failure>;
    const { code = "", detail = t("broken"), place = null } = refused;
    setState({ step: "preview", ...looked, message: failureWords(locale, { code, detail, place }) });
  }

  if (state.step === "send") {
    const share = state.file.size ? Math.floor((100 * state.done) / state.file.size) : 100;
    const far = percent(String(share), locale);
    const [going, gone] = state.isCheck
      ? [t("check.checking", { percent: far }), t("check.reading")]
      : [t("uploading", { percent: far }), t("uploaded")];
    return (
      <div className="form" style={{ maxWidth: 640 }}>
        <p aria-live="polite">
          <b className="b id">{state.file.name}</b> {share < 100 ? going : gone}
        </p>
        <div className="bar" role="progressbar" aria-valuenow={share} aria-valuemin={0} aria-valuemax={100} aria-label={state.file.name}>
          <i style={{ width: `${share}%` }} />
        </div>
        <div>
          <button type="button" className="btn" onClick={() => cancel.current()}>
            {t("cancel")}
          </button>
        </div>
      </div>
    );
  }

  if (state.step === "preview") {
    const { file, preview, choice, template, checked } = state;
    const isMapped = choice !== null;
    const mapping = choice && mappingText(choice, zone);
    // What is shown of the file was recognised before a mapping was complete.
    const failure = isMapped && preview?.failure?.code === "unknown_format" ? null : preview?.failure;
    const isReadable = preview !== null && !preview.failure && (!isMapped || mapping !== null);
    const isAnswered = !isMapped || choice.row_is !== undefined;
    const chosen = preview?.table?.templates.find(({ id }) => id === template);
    return (
      <div style={{ display: "grid", gap: 18, gridTemplateColumns: "minmax(0, 1fr)" }} aria-busy={state.isStale}>
        <p>
          <b className="b id">{file.name}</b> <span className="m">{bytes(file.size, locale)}</span>
        </p>
        {state.message && (
          <p className="notice crit" role="alert">
            {state.message}
          </p>
        )}
        {!preview && (
          <p className="m" role="status">
            {t("looking")}
          </p>
        )}
        {preview?.same_as && (
          <p className="notice" role="status">
            {file.size > headBytes ? t("sameNameAndSize") : t("warnings.same_file")}{" "}
            <a href={`/w/${slug}/imports/${preview.same_as}`}>{t("sameFileLink")}</a>
          </p>
        )}
        {failure && (
          <div className="notice crit" role="alert">
            <b className="b">{t("failedTitle")}.</b> {failureWords(locale, failure)}
          </div>
        )}
        {preview && !preview.failure && !isMapped && (
          <div>
            <p className="lead">{t("recognised", { format: preview.format })}</p>
            <p className="note">
              {t("columnsKnown", {
                count: preview.columns.length - preview.unknown.length,
                columns: preview.columns.filter((name) => !preview.unknown.includes(name)).join(", "),
              })}{" "}
              {preview.unknown.length > 0 && t("columnsUnknown", { columns: preview.unknown.join(", ") })}
            </p>
          </div>
        )}
        {isMapped && <p className="lead">{chosen ? t("mapping.templateOf", { name: chosen.name }) : t("mapping.unknown")}</p>}
        {preview?.table && (
          <Ways
            table={preview.table}
            choice={choice}
            template={template}
            locale={locale}
            onChoose={(next, id, timezone) => void reread(state, next, timezone ?? zone, 0, id)}
          />
        )}
        {preview?.table && choice && (
          <MappingForm table={preview.table} choice={choice} locale={locale} onChange={(next) => void reread(state, next)} />
        )}
        {preview && (!preview.failure || isMapped) && (
          <>
            <div className="two2" style={{ maxWidth: 760 }}>
              <div className="field">
                <label htmlFor="zone">{t("timezone")}</label>
                <select id="zone" className="inp" value={zone} onChange={(event) => void reread(state, choice, event.target.value, 0)}>
                  {zones.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </select>
              </div>
              <div className="field">
                <label htmlFor="source">{t("source")}</label>
                <input
                  id="source"
                  className="inp"
                  value={source}
                  onChange={(event) => {
                    setSource(event.target.value);
                    setState({ ...state, checked: null });
                  }}
                  placeholder={preview.failure ? "mapped-csv" : preview.format}
                  aria-describedby="source-hint"
                />
                <span className="hint" id="source-hint">
                  {t("sourceHint")}
                </span>
              </div>
            </div>
            <fieldset>
              <legend className="flabel" style={{ paddingBottom: 6 }}>
                {t("conflicts")}
              </legend>
              {(["keep", "replace"] as const).map((value) => (
                <label key={value} style={{ display: "inline-flex", gap: 7, marginRight: 18 }}>
                  <input
                    type="radio"
                    name="conflict"
                    checked={onConflict === value}
                    onChange={() => {
                      setOnConflict(value);
                      setState({ ...state, checked: null });
                    }}
                  />{" "}
                  {t(value)}
                </label>
              ))}
            </fieldset>
          </>
        )}
        {isReadable && !preview.failure && <FirstRows rows={preview.rows} view={view} />}
        {checked && <CheckedImportReport checked={checked} view={view} />}
        <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
          {isReadable && (
            <>
              <button type="button" className="btn pri big" disabled={state.isStale || !isAnswered} onClick={() => void send(state, false)}>
                {t("upload")}
              </button>
              <button type="button" className="btn big" disabled={state.isStale || !isAnswered} onClick={() => void send(state, true)}>
                {t("check.check")}
              </button>
            </>
          )}
          <button type="button" className="btn quiet big" onClick={() => setState({ step: "choose" })}>
            {t("other")}
          </button>
        </div>
        {isReadable && isAnswered && mapping && preview.table && (
          <details>
            <summary>{t("mapping.save")}</summary>
            <div style={{ paddingTop: 12 }}>
              <ActionForm
                action={saveTemplate}
                fields={[{ name: "name", label: t("mapping.name"), hint: t("mapping.saveHint"), value: chosen?.name ?? "", autoComplete: "off" }]}
                hidden={{ header: JSON.stringify(preview.table.header), mapping }}
                submit={t("mapping.save")}
                kind="plain"
                words={words}
              />
            </div>
          </details>
        )}
      </div>
    );
  }

  return (
    <div style={{ display: "grid", gap: 14, maxWidth: 760 }}>
      {state.message && (
        <p className="notice crit" role="alert">
          {state.message}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same by keyboard */}
      <div
        className={`drop ${isOver ? "over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file) void look(file);
        }}
      >
        <h2>{t("drop")}</h2>
        <p className="s">{t("dropHint")}</p>
        <input
          ref={input}
          type="file"
          hidden
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) void look(file);
          }}
        />
        <button type="button" className="btn pri" onClick={() => input.current?.click()}>
          {t("choose")}
        </button>
      </div>
      <p className="note">
        {t("formats", columns)}{" "}
        <a href="/example-usage.csv" download>
          {t("example")}
        </a>
      </p>
    </div>
  );
}

/** By which way a table is read: as it is recognised, as the header lets guess, or as a template says. */
function Ways({
  table,
  choice,
  template,
  locale,
  onChoose,
}: {
  table: MappableTable;
  choice: MappingChoice | null;
  template: number | null;
  locale: Locale;
  onChoose: (choice: MappingChoice | null, template: number | null, timezone?: string) => void;
}) {
  const t = translatorOf(locale, "imports");
  return (
    <div style={{ display: "flex", gap: 10, flexWrap: "wrap", alignItems: "end" }}>
      {choice && table.templates.length > 0 && (
        <div className="field" style={{ minWidth: 220 }}>
          <label htmlFor="template">{t("mapping.template")}</label>
          <select
            id="template"
            className="inp"
            value={template ?? ""}
            onChange={(event) => {
              const found = table.templates.find(({ id }) => String(id) === event.target.value);
              onChoose(found?.mapping ?? table.guess, found?.id ?? null, found?.mapping.timezone);
            }}
          >
            {table.templates.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="">{t("mapping.none")}</option>
          </select>
        </div>
      )}
      {choice ? (
        <button type="button" className="btn quiet" onClick={() => onChoose(null, null)}>
          {t("mapping.asRecognised")}
        </button>
      ) : (
        <button type="button" className="btn" onClick={() => onChoose(table.templates[0]?.mapping ?? table.guess, table.templates[0]?.id ?? null)}>
          {t("mapping.readMyWay")}
        </button>
      )}
    </div>
  );
}
