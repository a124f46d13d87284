import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import type { Annotation } from "@/lib/annotations/queries";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { addDays, dayOf } from "@/lib/period";
import { annotateAction, changeAnnotationAction, deleteAnnotationAction, restoreAnnotationAction } from "./actions";
import type { Page } from "./shown";

/** What was written on the days that are shown, each changed, deleted and brought back by whoever may. */
export function Annotations({ page, annotations, mayWrite }: { page: Page; annotations: readonly Annotation[]; mayWrite: boolean }) {
  const { slug, zone, at, asked, locale, t } = page;
  const { refusals, fields } = messagesOf(locale);
  const words = { saved: t("notes.done"), refusals, fields };
  const kept = annotations.filter(({ isDeleted }) => !isDeleted);
  const deleted = mayWrite ? annotations.filter(({ isDeleted }) => isDeleted) : [];
  const today = dayOf(at, zone);
  const last = addDays(asked.range.to, -1);
  const form = (day: string, text?: string) => [
    { name: "day", label: t("notes.day"), type: "date" as const, value: day },
    { name: "text", label: t("notes.text"), value: text ?? "", autoComplete: "off" },
  ];
  return (
    <div style={{ marginTop: 12 }}>
      {kept.length > 0 && (
        <ul aria-label={t("notes.title")} className="notes">
          {kept.map(({ id, day, text, author }) => (
            <li key={id}>
              <span className="t b">{format.day(day, locale, { short: true })}</span>
              <span className="wrap">
                {text} {author && <span className="m">{author}</span>}
              </span>
              {mayWrite && (
                <span className="acts">
                  <PopoverForm id={`note-${id}`} open={t("notes.change")} title={t("notes.change")} cancel={t("filters.close")} kind="quiet">
                    <ActionForm
                      action={changeAnnotationAction.bind(null, slug)}
                      fields={form(day, text)}
                      hidden={{ id: String(id) }}
                      submit={t("notes.change")}
                      words={words}
                    />
                  </PopoverForm>
                  <ActionForm
                    action={deleteAnnotationAction.bind(null, slug)}
                    hidden={{ id: String(id) }}
                    submit={t("notes.delete")}
                    kind="quiet"
                    words={words}
                    isSilent
                  />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {deleted.map(({ id, day, text }) => (
        <div key={id} className="note" style={{ display: "flex", gap: 10, alignItems: "center" }}>
          <span className="wrap">{t("notes.deleted", { day: format.day(day, locale, { short: true }), text })}</span>
          <ActionForm
            action={restoreAnnotationAction.bind(null, slug)}
            hidden={{ id: String(id) }}
            submit={t("notes.restore")}
            kind="quiet"
            words={words}
            isSilent
          />
        </div>
      ))}
      {mayWrite && (
        <PopoverForm id="annotate" open={t("notes.write")} title={t("notes.write")} cancel={t("filters.close")}>
          <ActionForm action={annotateAction.bind(null, slug)} fields={form(last < today ? last : today)} submit={t("notes.write")} words={words} />
        </PopoverForm>
      )}
    </div>
  );
}
