import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ImportProgress } from "@/components/imports/progress";
import { StatusChip } from "@/components/imports/status-chip";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { importIdOf } from "@/lib/imports/path";
import { importById, type UndoEffect, undoEffect } from "@/lib/imports/queries";
import type { ImportRecord } from "@/lib/imports/record";
import { dayOf, monthOf, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { restoreImportAction, undoImportAction } from "../actions";

type View = { record: ImportRecord; slug: string; zone: Zone; locale: Locale; t: Translator<"imports">; mayWrite: boolean };

export default async function ImportPage({ params }: PageProps<"/w/[workspace]/imports/[id]">) {
  const path = await params;
  const { access, workspace, may } = await requireWorkspace(path.workspace, "imports:see");
  const [record, effect] = await found(() => {
    const id = importIdOf(path);
    return Promise.all([importById(access, id), undoEffect(access, id)]);
  });
  const locale = await currentLocale();
  const t = translatorOf(locale, "imports");
  const view: View = { record, slug: path.workspace, zone: workspace.timezone, locale, t, mayWrite: may("imports:write") };
  const name = record.kind === "api" ? t("api") : record.filename;
  const isRunning = record.status === "queued" || record.status === "running";
  return (
    <>
      <title>{`${name} · Obole`}</title>
      <div className="head">
        <h1 className="id" style={{ overflowWrap: "anywhere" }}>
          {name}
        </h1>
        <StatusChip status={record.status} words={t} />
        <span className="sp" />
        <Ways view={view} effect={effect} />
      </div>
      {isRunning ? (
        <ImportProgress slug={path.workspace} id={record.id ?? 0} locale={locale} status={record.status} rows={record.rows} size={record.bytes} />
      ) : record.status === "failed" || record.status === "interrupted" ? (
        <Failed view={view} />
      ) : (
        <Receipt view={view} />
      )}
      <Record view={view} />
    </>
  );
}

async function found<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") notFound();
    throw error;
  }
}

/** Undo, with what it takes out, or restore. */
function Ways({ view: { record, slug, locale, t, mayWrite }, effect }: { view: View; effect: UndoEffect }) {
  if (!mayWrite) return null;
  const { refusals, fields, common } = messagesOf(locale);
  const words = { saved: t("restored"), refusals, fields };
  const hidden = { id: String(record.id) };
  if (record.status === "undone")
    return <ActionForm action={restoreImportAction.bind(null, slug)} hidden={hidden} submit={t("restore")} kind="plain" words={words} isSilent />;
  if (record.status !== "done") return null;
  return (
    <PopoverForm id="undo" open={t("undo")} title={t("undoTitle", { rows: effect.rows })} cancel={common.cancel}>
      <p>{t("undoBody")}</p>
      {effect.skippedBy.map(({ id, filename, rows }) => (
        <p key={id} className="s">
          {t("undoSkipped", { file: filename, rows })}
        </p>
      ))}
      <ActionForm action={undoImportAction.bind(null, slug)} hidden={hidden} submit={t("undoDo", { rows: effect.rows })} words={words} isSilent />
    </PopoverForm>
  );
}

function Failed({ view: { record, slug, t } }: { view: View }) {
  const isFile = record.status === "failed";
  const code = `failures.${record.error?.code}` as "failures.empty_file";
  return (
    <div className="notice crit">
      <p>
        <b className="b">{isFile ? t("failedTitle") : t("interruptedTitle")}.</b> {isFile && t.has(code) ? t(code) : t("interruptedBody")}
      </p>
      {isFile && (
        <p className="s" lang="en">
          {record.error?.detail}
        </p>
      )}
      <p style={{ marginTop: 8 }}>
        <a href={`/w/${slug}/imports/new`}>{t("tryAgain")}</a>
      </p>
    </div>
  );
}

function Receipt({ view }: { view: View }) {
  const { record, slug, zone, locale, t } = view;
  const day = (instant: number) => format.day(dayOf(instant, zone), locale);
  const sentence =
    record.accepted > 0 && record.firstAt !== null && record.lastAt !== null
      ? t("receiptAdded", { rows: record.accepted, first: day(record.firstAt), last: day(record.lastAt) })
      : record.duplicates > 0
        ? t("receiptNothing")
        : t("receiptNone");
  const month = record.lastAt === null ? null : monthOf(record.lastAt, zone);
  const line = (label: string, count: number, className?: string): ReactNode => (
    <>
      <dt className={className}>{label}</dt>
      <dd className={className}>{format.count(count, locale)}</dd>
    </>
  );
  return (
    <>
      <p className="lead" data-testid="receipt">
        {record.status === "undone" && record.undoneAt !== null ? t("undoneSince", { day: day(record.undoneAt) }) : sentence}
      </p>
      {month && record.status === "done" && (
        <p style={{ marginTop: 10 }}>
          <a className="btn pri" href={`/w/${slug}/spend?month=${month}`}>
            {t("seeSpend", { month: format.month(month, locale) })}
          </a>
        </p>
      )}
      {record.warnings.map(({ code, detail }) => (
        <p className="notice" key={code} style={{ marginTop: 14 }}>
          {t(`warnings.${code}`, { detail })}{" "}
          {code === "unpriced_models" && <a href={`/w/${slug}/settings/prices/unpriced`}>{translatorOf(locale, "spend")("priceThem")}</a>}
        </p>
      ))}
      <section style={{ marginTop: 22 }}>
        <div className="cols">
          <div className="c6">
            <dl className="sum">
              {line(t("accepted"), record.accepted)}
              {line(t("known"), record.duplicates)}
              {line(t("rejected"), record.rejected)}
              {line(t("ignored"), record.ignored)}
              {line(t("read"), record.rows, "top")}
            </dl>
            {record.conflicts > 0 && <p className="note">{t("conflictsOf", { count: format.count(record.conflicts, locale) })}</p>}
          </div>
          {record.rejected > 0 && <Rejected view={view} />}
        </div>
      </section>
    </>
  );
}

function Rejected({ view: { record, slug, locale, t } }: { view: View }) {
  return (
    <div className="c6">
      <h2 style={{ marginBottom: 8 }}>{t("rejectedTitle")}</h2>
      <p className="s" style={{ marginBottom: 10 }}>
        {t("rejectedBody")}
      </p>
      <table aria-label={t("rejectedTitle")}>
        <thead>
          <tr>
            <th scope="col">{t("reason")}</th>
            <th scope="col" className="n">
              {t("count")}
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(record.rejectedByReason)
            .sort(([, a], [, b]) => b - a)
            .map(([code, count]) => (
              <tr key={code}>
                <td>{t(`reasons.${code}` as "reasons.bad_json")}</td>
                <td className="n">{format.count(count, locale)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <p style={{ marginTop: 12 }}>
        <a className="btn" href={`/api/w/${slug}/imports/${record.id}/rejected.csv`} download>
          {t("download")}
        </a>
      </p>
    </div>
  );
}

function Record({ view: { record, zone, locale, t } }: { view: View }) {
  const kind = record.actor.split(":")[0];
  const by = kind === "user" ? t("people.person") : kind === "key" ? t("people.key") : t("people.system");
  const hash = record.sha256 && <code className="id">{record.sha256.slice(0, 16)}…</code>;
  const facts: [string, ReactNode][] = [
    [t("when"), format.moment(record.createdAt, zone, locale)],
    [t("by"), by],
    [t("format"), record.format ?? "—"],
    [t("source"), record.source ?? "—"],
    [t("zone"), record.timezone],
    [t("size"), format.bytes(record.bytes, locale)],
    [t("sha"), hash ?? "—"],
  ];
  return (
    <section style={{ marginTop: 22 }}>
      <h2 style={{ marginBottom: 10 }}>{t("record")}</h2>
      <dl className="rests" style={{ maxWidth: 420 }}>
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: "contents" }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
