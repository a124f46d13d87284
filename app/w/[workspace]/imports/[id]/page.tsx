import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ConflictsSection } from "@/components/imports/conflicts-section";
import { IgnoredSection, RejectedSection } from "@/components/imports/left-out-section";
import { ChargesSection, ReportedSection } from "@/components/imports/money-section";
import { ImportProgress } from "@/components/imports/progress";
import { StatusChip } from "@/components/imports/status-chip";
import { byWhom, type ImportView } from "@/components/imports/view";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import type { Access } from "@/lib/access";
import { closedBefore } from "@/lib/adjustments/queries";
import { actorsOf } from "@/lib/audit/queries";
import type { Actor } from "@/lib/audit/record";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { conflicts, openConflicts } from "@/lib/imports/conflicts";
import { failureWords } from "@/lib/imports/failure-words";
import { importIdOf } from "@/lib/imports/path";
import { chargesOf, importById, rejectedRows, type UndoEffect, undoEffect } from "@/lib/imports/queries";
import type { ImportRecord } from "@/lib/imports/record";
import { restoreDays } from "@/lib/imports/restoring";
import { conflictsQuerySchema } from "@/lib/imports/schema";
import { addDays, dayOf, daysPeriod, monthOf } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { explainPeriodAddress } from "@/lib/spend/address";
import { spend } from "@/lib/spend/queries";
import { cancelImportAction, resolveConflictsAction, restoreImportAction, undoImportAction } from "../actions";

/** Rows and charges that are shown at once. */
const mostRows = 20;

export default async function ImportPage({ params, searchParams }: PageProps<"/w/[workspace]/imports/[id]">) {
  const path = await params;
  const { access, workspace, may } = await requireWorkspace(path.workspace, "imports:see");
  const [record, effect] = await found(() => {
    const id = importIdOf(path);
    return Promise.all([importById(access, id), undoEffect(access, id)]);
  });
  const locale = await currentLocale();
  const t = translatorOf(locale, "imports");
  const asked = await searchParams;
  const view: ImportView = { record, slug: path.workspace, zone: workspace.timezone, locale, t, mayWrite: may("imports:write") };
  const who = (await actorsOf(access, [record.actor])).get(record.actor);
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
        <ImportProgress slug={path.workspace} locale={locale} initial={progressOf(record)} />
      ) : record.status === "failed" || record.status === "interrupted" ? (
        <Failed view={view} />
      ) : (
        <>
          <Receipt view={view} />
          <InClosedMonths access={access} view={view} />
          <Money access={access} view={view} />
          <Conflicts access={access} view={view} cursor={textOf(asked.conflict)} />
          <LeftOut access={access} view={view} reason={textOf(asked.reason)} after={textOf(asked.rejected)} />
        </>
      )}
      <Record view={view} who={who} />
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

function isRestorable({ undoneAt }: ImportRecord): boolean {
  return undoneAt !== null && now() - undoneAt <= restoreDays * 86_400_000;
}

/** Undo, with what it takes out, or restore. */
function Ways({ view: { record, slug, locale, t, mayWrite }, effect }: { view: ImportView; effect: UndoEffect }) {
  if (!mayWrite) return null;
  const { refusals, fields, common } = messagesOf(locale);
  const words = { saved: t("restored"), refusals, fields };
  const hidden = { id: String(record.id) };
  if (record.status === "undone" && !isRestorable(record)) return null;
  if (record.status === "undone")
    return <ActionForm action={restoreImportAction.bind(null, slug)} hidden={hidden} submit={t("restore")} kind="plain" words={words} isSilent />;
  if (record.status === "queued" || record.status === "running")
    return (
      <PopoverForm id="cancel" open={t("cancelImport")} title={t("cancelTitle")} cancel={t("goOn")}>
        <p>{t("cancelBody")}</p>
        <ActionForm action={cancelImportAction.bind(null, slug)} hidden={hidden} submit={t("cancelImport")} words={words} isSilent />
      </PopoverForm>
    );
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

function Failed({ view: { record, slug, locale, t } }: { view: ImportView }) {
  const isFile = record.status === "failed";
  const words = record.error && failureWords(locale, record.error);
  return (
    <div className="notice crit">
      <p>
        <b className="b">{isFile ? t("failedTitle") : t("interruptedTitle")}.</b> {isFile ? words : t("interruptedBody")}
      </p>
      <p style={{ marginTop: 8 }}>
        <a href={`/w/${slug}/imports/new`}>{t("tryAgain")}</a>
      </p>
    </div>
  );
}

/** What lies in months that were closed before: their reports do not change. */
async function InClosedMonths({ access, view: { record, slug, locale, t } }: { access: Access; view: ImportView }) {
  const closed = record.id === null ? [] : await closedBefore(access, record.id);
  if (!closed.length) return null;
  const months = new Intl.ListFormat(locale).format(closed.map(({ month }) => format.month(month, locale)));
  return (
    <p className="notice" style={{ marginTop: 14 }}>
      {t("inClosed", { months, count: closed.length })}{" "}
      {closed.map(({ month }) => (
        <a key={month} href={`/w/${slug}/reports/${month}`} style={{ marginInlineEnd: 8 }}>
          {t("seeSpend", { month: format.month(month, locale) })}
        </a>
      ))}
    </p>
  );
}

function Receipt({ view }: { view: ImportView }) {
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
        {record.status === "undone" && record.undoneAt !== null
          ? t(isRestorable(record) ? "undoneSince" : "undoneForGood", { day: day(record.undoneAt) })
          : sentence}
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
          {code === "same_file" && record.sameAs !== null && <a href={`/w/${slug}/imports/${record.sameAs}`}>{t("sameFileLink")}</a>}
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
            {record.conflicts > 0 && (
              <p className="note">
                <a href="#conflicts">{t("conflictsOf", { count: format.count(record.conflicts, locale) })}</a>
              </p>
            )}
          </div>
        </div>
      </section>
    </>
  );
}

/** What the file says it cost, and its charges. */
async function Money({ access, view }: { access: Access; view: ImportView }) {
  const { record, zone, slug } = view;
  const { id, firstAt, lastAt, reportedCost, reportedCredits } = record;
  const isReported = Object.keys(reportedCost).length + Object.keys(reportedCredits).length > 0;
  const usage = record.accepted - record.charges;
  const isCompared = isReported && record.status === "done" && usage > 0 && firstAt !== null && lastAt !== null;
  const period = isCompared ? daysPeriod(dayOf(firstAt, zone), addDays(dayOf(lastAt, zone), 1), zone) : null;
  const [found, groups] = await Promise.all([
    period && spend(access, { period, filters: { import: [String(id)] } }),
    record.charges > 0 ? chargesOf(access, id ?? 0, mostRows) : [],
  ]);
  const href = period ? explainPeriodAddress(slug, period, zone, { filters: { import: [String(id)] } }, null) : "";
  return (
    <>
      {isReported && <ReportedSection view={view} total={found?.total ?? null} href={href} />}
      {groups.length > 0 && <ChargesSection view={view} groups={groups} most={mostRows} />}
    </>
  );
}

async function Conflicts({ access, view, cursor }: { access: Access; view: ImportView; cursor: string }) {
  const { record, slug } = view;
  if (record.conflicts === 0 || record.id === null) return null;
  const asked = conflictsQuerySchema.safeParse({ cursor });
  const from = asked.success ? (asked.data.cursor ?? "") : "";
  const [page, open] = await Promise.all([conflicts(access, record.id, from ? { cursor: from } : {}), openConflicts(access, record.id)]);
  return <ConflictsSection view={view} page={page} open={open} isLater={from !== ""} action={resolveConflictsAction.bind(null, slug)} />;
}

async function LeftOut({ access, view, reason, after }: { access: Access; view: ImportView; reason: string; after: string }) {
  const { record } = view;
  const code = record.rejectedByReason[reason] ? reason : "";
  const from = /^\d{1,15}$/.test(after) ? after : "-1";
  const rows = record.rejected > 0 ? await rejectedRows(access, record.id ?? 0, { code: code || undefined, after: from, limit: mostRows + 1 }) : [];
  const shown = rows.slice(0, mostRows);
  const next = rows.length > mostRows ? (shown.at(-1)?.place ?? null) : null;
  return (
    <>
      {record.rejected > 0 && <RejectedSection view={view} rows={shown} reason={code} next={next} />}
      {record.ignored > 0 && <IgnoredSection view={view} />}
    </>
  );
}

function textOf(value: string | string[] | undefined): string {
  return [value].flat()[0] ?? "";
}

function progressOf({ id, status, rows, bytes, bytesTotal }: ImportRecord) {
  return { id: String(id), status, rows, bytes, bytes_total: bytesTotal };
}

function Record({ view: { record, zone, locale, t }, who }: { view: ImportView; who: Actor | undefined }) {
  const hash = record.sha256 && (
    <code className="id" style={{ display: "inline-block", width: "32ch", whiteSpace: "normal", overflowWrap: "anywhere" }}>
      {record.sha256}
    </code>
  );
  const facts: [string, ReactNode][] = [
    [t("when"), format.moment(record.createdAt, zone, locale)],
    [t("by"), byWhom(who, t)],
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
