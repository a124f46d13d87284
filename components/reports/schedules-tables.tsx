import { ActionForm, type FormField } from "@/components/ui/action-form";
import { type DeliveryStatus, DeliveryStatusChip } from "@/components/ui/delivery-status";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;
type Schedule = { id: string; when: string; files: string; recipients: string; fields: FormField[]; change: Action; test: Action; remove: Action };

/** What is sent every month, to whom, with a test, its change and the way out. */
export function ReportSchedulesTable({ rows, locale }: { rows: Schedule[]; locale: Locale }) {
  const t = translatorOf(locale, "deliveries");
  const { refusals, fields, common } = messagesOf(locale);
  return (
    <Scroller label={t("title")}>
      <table aria-label={t("title")}>
        <TableHead columns={[t("when"), t("recipients"), { title: t("manage"), isUnseen: true }]} />
        <tbody>
          {rows.map(({ id, when, files, recipients, fields: filled, change, test, remove }) => (
            <tr key={id}>
              <td className="wrap">
                {when}
                <div className="sub">{files}</div>
              </td>
              <td className="wrap">{recipients}</td>
              <td className="n">
                <div style={{ display: "flex", gap: 6, justifyContent: "flex-end", flexWrap: "wrap" }}>
                  <ActionForm action={test} hidden={{ id }} submit={t("test")} kind="quiet" words={{ saved: t("tested"), refusals, fields }} />
                  <PopoverForm
                    id={`change-${id}`}
                    open={t("change")}
                    label={`${t("change")}: ${when}`}
                    title={t("changeTitle")}
                    cancel={common.cancel}
                    kind="quiet"
                  >
                    <p className="s">{t("changeBody")}</p>
                    <ActionForm
                      action={change}
                      fields={filled}
                      hidden={{ id }}
                      submit={t("save")}
                      words={{ saved: common.saved, refusals, fields }}
                    />
                  </PopoverForm>
                  <PopoverForm
                    id={`delete-${id}`}
                    open={t("delete")}
                    label={`${t("delete")}: ${when}`}
                    title={t("deleteTitle")}
                    cancel={common.cancel}
                    kind="quiet"
                  >
                    <p className="s">{t("deleteBody")}</p>
                    <ActionForm action={remove} hidden={{ id }} submit={t("delete")} words={{ saved: "", refusals, fields }} isSilent />
                  </PopoverForm>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

type LogRow = { id: string; when: string; month: string; href: string; whom: string; status: DeliveryStatus; state: string; notes: string };

/** What was sent to whom, and what became of it. */
export function ReportLog({ rows, locale }: { rows: LogRow[]; locale: Locale }) {
  const t = translatorOf(locale, "deliveries");
  return (
    <Scroller label={t("log")}>
      <table aria-label={t("log")}>
        <TableHead columns={[{ title: t("at"), className: "hp" }, t("month"), t("whom"), t("state")]} />
        <tbody>
          {rows.map(({ id, when, month, href, whom, status, state, notes }) => (
            <tr key={id}>
              <td className="t hp">{when}</td>
              <td>
                <a href={href}>{month}</a>
                <div className="sub only-phone">{when}</div>
              </td>
              <td className="wrap">{whom}</td>
              <td className="wrap">
                <DeliveryStatusChip status={status} state={state} notes={notes} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
