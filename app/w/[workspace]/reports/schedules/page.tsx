import type { Metadata } from "next";
import { ReportLog, ReportSchedulesTable } from "@/components/reports/schedules-tables";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { locales } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { isMailSet } from "@/lib/mail";
import { type ReportDelivery, reportDeliveries, reportSchedules } from "@/lib/report-deliveries/queries";
import { lastDay, lastWorkingDay, type NewSchedule, type Timing } from "@/lib/report-deliveries/schedule";
import { type ReportFormat, reportFormats } from "@/lib/reports/format";
import { requireWorkspace } from "@/lib/session";
import { changeReportScheduleAction, createReportScheduleAction, deleteReportScheduleAction, tryReportScheduleAction } from "./actions";

/** What a controller starts from: on the third working day, in the morning. */
const usual = { isWorkingDay: true, day: 3, hour: 9, formats: ["xlsx", "pdf"] } satisfies Partial<NewSchedule>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "deliveries")("title") };
}

/** The reports that are sent by e-mail every month, to whom, and what became of it. */
export default async function SchedulesPage({ params }: PageProps<"/w/[workspace]/reports/schedules">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "reports:deliver", `/w/${slug}/reports/schedules`);
  const [schedules, sent, locale] = await Promise.all([reportSchedules(access), reportDeliveries(access), currentLocale()]);
  const t = translatorOf(locale, "deliveries");
  const { deliveries: words, common, refusals, fields: wrongs } = messagesOf(locale);
  const zone = workspace.timezone;
  const formatsText = (formats: readonly ReportFormat[]) => formats.map((each) => words.formats[each]).join(", ");
  const whenText = ({ isWorkingDay, day }: Pick<Timing, "isWorkingDay" | "day">) => t(isWorkingDay ? "whenWorkingDay" : "whenDay", { day });
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
  const fieldsOf = (filled: NewSchedule): FormField[] => [
    {
      ...{ name: "when", label: t("when"), hint: t("whenHint"), type: "select", value: whenValue(filled) },
      options: [
        ...upTo(lastWorkingDay).map((day) => ({ value: whenValue({ isWorkingDay: true, day }), label: whenText({ isWorkingDay: true, day }) })),
        ...upTo(lastDay).map((day) => ({ value: whenValue({ isWorkingDay: false, day }), label: whenText({ isWorkingDay: false, day }) })),
      ],
    },
    {
      ...{ name: "hour", label: t("hour"), type: "select", value: String(filled.hour) },
      options: Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: clock(hour) })),
    },
    {
      ...{ name: "formats", label: t("files"), type: "checks" },
      options: (Object.keys(reportFormats) as ReportFormat[]).map((value) => ({
        ...{ value, label: words.formats[value], checked: filled.formats.includes(value) },
      })),
    },
    {
      ...{ name: "locale", label: t("language"), type: "select", value: filled.locale },
      options: locales.map((value) => ({ value, label: t(`languages.${value}`) })),
    },
    { name: "recipients", label: t("recipients"), hint: t("recipientsHint"), type: "textarea", value: filled.recipients.join("\n") },
  ];
  const notesOf = ({ error, attempts, status, nextAttemptAt, leftOut }: ReportDelivery) =>
    [
      error && t(`errors.${error}`),
      t("attempts", { count: attempts }),
      leftOut.length > 0 && t("leftOut", { formats: formatsText(leftOut) }),
      status === "waiting" && attempts > 0 && t("next", { when: format.moment(nextAttemptAt, zone, locale) }),
    ].filter((each) => typeof each === "string");
  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <span className="sp" />
        <a className="btn quiet" href={`/w/${slug}/reports`}>
          {t("toReports")}
        </a>
      </div>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("lead", { zone })}
      </p>
      {!isMailSet() && <p className="notice attn">{t("noMail")}</p>}
      {schedules.length ? (
        <ReportSchedulesTable
          rows={schedules.map((schedule) => ({
            id: schedule.id,
            when: t("atHour", { when: whenText(schedule), hour: clock(schedule.hour) }),
            files: `${formatsText(schedule.formats)}, ${t(`languages.${schedule.locale}`)}`,
            recipients: schedule.recipients.map(({ email, hasUnsubscribed }) => (hasUnsubscribed ? t("unsubscribed", { email }) : email)).join(", "),
            fields: fieldsOf({
              ...schedule,
              recipients: schedule.recipients.flatMap(({ email, hasUnsubscribed }) => (hasUnsubscribed ? [] : [email])),
            }),
            change: changeReportScheduleAction.bind(null, slug),
            test: tryReportScheduleAction.bind(null, slug),
            remove: deleteReportScheduleAction.bind(null, slug),
          }))}
          locale={locale}
        />
      ) : (
        <p className="m">{t("none")}</p>
      )}
      <section style={{ maxWidth: 520 }}>
        <h2 className="sh">{t("add")}</h2>
        <ActionForm
          action={createReportScheduleAction.bind(null, slug)}
          fields={fieldsOf({ ...usual, locale, recipients: [] })}
          submit={t("add")}
          words={{ saved: common.saved, refusals, fields: wrongs }}
        />
      </section>
      <section>
        <h2 className="sh">{t("log")}</h2>
        {sent.length ? (
          <ReportLog
            rows={sent.map((delivery) => ({
              ...{ id: delivery.id, status: delivery.status, state: t(`states.${delivery.status}`), notes: notesOf(delivery).join(", ") },
              when: format.moment(delivery.at, zone, locale),
              month: format.month(delivery.month, locale),
              href: `/w/${slug}/reports/${delivery.month}`,
              whom: delivery.isTest ? `${delivery.email}, ${t("tryOut")}` : delivery.email,
            }))}
            locale={locale}
          />
        ) : (
          <p className="m">{t("noLog")}</p>
        )}
      </section>
    </>
  );
}

/** As the form's schema reads it. */
function whenValue({ isWorkingDay, day }: Pick<Timing, "isWorkingDay" | "day">): string {
  return `${isWorkingDay ? "working" : "day"}-${day}`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
