"use client";
import { useRef, useState } from "react";
import { Scroller } from "@/components/ui/scroller";
import { count, money, percent } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { parseDollars } from "@/lib/money";

type PreviewRow = {
  line: number;
  refused?: string;
  ignored?: string;
  /** Money only, in its own currency; null: counted without a price. */
  charge?: { amount: string; currency: string } | null;
  at?: string;
  model?: string;
  team?: string;
  tokens?: Record<string, number | string>;
  cost?: string | null;
};
type Preview =
  | { failure: { code: string; detail: string } }
  | { failure: null; format: string; columns: string[]; unknown: string[]; rows: PreviewRow[] };

type State =
  | { step: "choose"; message?: string }
  | { step: "preview"; file: File; preview: Preview | null }
  | { step: "upload"; file: File; done: number };

const headBytes = 1 << 20;

/** Drop or choose a file, see what it is, add it; the upload shows how far it is and can be cancelled. */
export function UploadForm({
  slug,
  zones,
  locale,
  columns,
}: {
  slug: string;
  zones: string[];
  locale: Locale;
  columns: { required: string; optional: string };
}) {
  const t = translatorOf(locale, "imports");
  const [state, setState] = useState<State>({ step: "choose" });
  const [zone, setZone] = useState("UTC");
  const [source, setSource] = useState("");
  const [onConflict, setOnConflict] = useState("keep");
  const [isOver, setOver] = useState(false);
  const request = useRef<XMLHttpRequest | null>(null);
  const input = useRef<HTMLInputElement>(null);

  async function look(file: File, timezone = zone) {
    setState({ step: "preview", file, preview: null });
    const answer = await fetch(`/api/w/${slug}/imports/preview?timezone=${encodeURIComponent(timezone)}&cut=${file.size > headBytes ? 1 : 0}`, {
      method: "POST",
      body: file.slice(0, headBytes),
    }).catch(() => null);
    if (!answer?.ok) return setState({ step: "choose", message: t("broken") });
    setState({ step: "preview", file, preview: await answer.json() });
  }

  function upload(file: File) {
    const query = new URLSearchParams({ filename: file.name, timezone: zone, on_conflict: onConflict });
    if (source.trim()) query.set("source", source.trim());
    const call = new XMLHttpRequest();
    request.current = call;
    call.open("POST", `/api/w/${slug}/imports?${query}`);
    call.setRequestHeader("Prefer", "respond-async");
    call.setRequestHeader("Content-Type", "application/octet-stream");
    call.upload.onprogress = ({ loaded }) => setState({ step: "upload", file, done: loaded });
    call.onload = () => {
      const answer = parsed(call.responseText);
      if (call.status === 202 && answer?.id) return location.assign(`/w/${slug}/imports/${answer.id}`);
      setState({ step: "choose", message: answer?.detail ?? t("broken") });
    };
    call.onerror = () => setState({ step: "choose", message: t("broken") });
    call.onabort = () => setState({ step: "choose", message: t("cancelled") });
    setState({ step: "upload", file, done: 0 });
    call.send(file);
  }

  if (state.step === "upload") {
    const share = state.file.size ? Math.floor((100 * state.done) / state.file.size) : 100;
    return (
      <div className="form" style={{ maxWidth: 640 }}>
        <p aria-live="polite">
          <b className="b id">{state.file.name}</b> {share < 100 ? t("uploading", { percent: percent(String(share), locale) }) : t("uploaded")}
        </p>
        <div className="bar" role="progressbar" aria-valuenow={share} aria-valuemin={0} aria-valuemax={100} aria-label={state.file.name}>
          <i style={{ width: `${share}%` }} />
        </div>
        <div>
          <button type="button" className="btn" onClick={() => request.current?.abort()}>
            {t("cancel")}
          </button>
        </div>
      </div>
    );
  }

  if (state.step === "preview") {
    const { file, preview } = state;
    return (
      <div style={{ display: "grid", gap: 18 }} aria-busy={preview === null}>
        <p>
          <b className="b id">{file.name}</b> <span className="m">{count(file.size, locale)} B</span>
        </p>
        {preview?.failure && (
          <div className="notice crit" role="alert">
            <b className="b">{t("failedTitle")}.</b>{" "}
            {t.has(`failures.${preview.failure.code}` as "failures.empty_file") ? t(`failures.${preview.failure.code}` as "failures.empty_file") : ""}{" "}
            <span lang="en">{preview.failure.detail}</span>
          </div>
        )}
        {preview && !preview.failure && (
          <>
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
            <div className="two2" style={{ maxWidth: 760 }}>
              <div className="field">
                <label htmlFor="zone">{t("timezone")}</label>
                <select
                  id="zone"
                  className="inp"
                  value={zone}
                  onChange={(event) => {
                    setZone(event.target.value);
                    void look(file, event.target.value);
                  }}
                >
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
                  onChange={(event) => setSource(event.target.value)}
                  placeholder={preview.format}
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
                  <input type="radio" name="conflict" checked={onConflict === value} onChange={() => setOnConflict(value)} /> {t(value)}
                </label>
              ))}
            </fieldset>
            <FirstRows rows={preview.rows} locale={locale} />
          </>
        )}
        <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
          {preview && !preview.failure && (
            <button type="button" className="btn pri big" onClick={() => upload(file)}>
              {t("upload")}
            </button>
          )}
          <button type="button" className="btn quiet big" onClick={() => setState({ step: "choose" })}>
            {t("other")}
          </button>
        </div>
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

function FirstRows({ rows, locale }: { rows: PreviewRow[]; locale: Locale }) {
  const t = translatorOf(locale, "imports");
  const dash = <span className="dash">—</span>;
  const tokens = ({ tokens }: PreviewRow, names: string[]) => {
    const sum = names.reduce((sum, name) => sum + BigInt(tokens?.[name] ?? 0), 0n);
    return tokens ? count(sum, locale) : dash;
  };
  return (
    <Scroller label={t("firstRows")}>
      <h2 style={{ marginBottom: 10 }}>{t("firstRows")}</h2>
      <table aria-label={t("firstRows")}>
        <thead>
          <tr>
            {(["line", "time", "model", "team"] as const).map((name) => (
              <th scope="col" key={name}>
                {t(name)}
              </th>
            ))}
            {(["input", "cached", "output", "cost"] as const).map((name) => (
              <th scope="col" className="n" key={name}>
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <td className="id">{row.line}</td>
              {row.refused || row.ignored ? (
                <td colSpan={7} style={{ color: row.refused ? "var(--crit)" : "var(--ink-3)" }}>
                  {row.refused
                    ? t("refused", { reason: t(`reasons.${row.refused}` as "reasons.bad_json") })
                    : t("skipped", { reason: t(`ignoredReasons.${row.ignored}` as "ignoredReasons.no_usage") })}
                </td>
              ) : (
                <>
                  <td className="id">{row.at?.replace("T", " ").replace("Z", "")}</td>
                  <td>{row.model}</td>
                  <td>{row.team || dash}</td>
                  <td className="n">{tokens(row, ["input"])}</td>
                  <td className="n">{tokens(row, ["cache_read", "cache_write_5m", "cache_write_1h"])}</td>
                  <td className="n">{tokens(row, ["output"])}</td>
                  <td className="n">
                    {row.charge !== undefined ? (
                      row.charge ? (
                        `${row.charge.amount} ${row.charge.currency}`
                      ) : (
                        dash
                      )
                    ) : row.cost == null ? (
                      <span className="unp">{t("unpriced")}</span>
                    ) : (
                      money(parseDollars(row.cost), locale)
                    )}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function parsed(text: string): { id?: string; detail?: string } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
