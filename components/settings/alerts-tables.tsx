import { ActionForm } from "@/components/ui/action-form";
import { type DeliveryStatus, DeliveryStatusChip } from "@/components/ui/delivery-status";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;
type Recipient = { id: string; email: string; language: string; events: string; test: Action; remove: Action };

/** Who is told by e-mail, of what, with a test and the way out. */
export function AlertRecipientsTable({ rows, locale }: { rows: Recipient[]; locale: Locale }) {
  const t = translatorOf(locale, "alerts");
  const { refusals, fields, common } = messagesOf(locale);
  return (
    <Scroller label={t("recipients")}>
      <table aria-label={t("recipients")}>
        <TableHead columns={[t("email"), { title: t("events"), className: "hp" }, { title: t("manage"), isUnseen: true }]} />
        <tbody>
          {rows.map(({ id, email, language, events, test, remove }) => (
            <tr key={id}>
              <td className="wrap">
                {email}
                <div className="sub">{language}</div>
              </td>
              <td className="s hp wrap">{events}</td>
              <td className="n">
                <div style={{ display: "flex", gap: 6, justifyContent: "flex-end", flexWrap: "wrap" }}>
                  <ActionForm action={test} hidden={{ id }} submit={t("test")} kind="quiet" words={{ saved: t("tested"), refusals, fields }} />
                  <PopoverForm
                    id={`remove-${id}`}
                    open={t("remove")}
                    label={`${t("remove")}: ${email}`}
                    title={t("removeTitle", { email })}
                    cancel={common.cancel}
                    kind="quiet"
                  >
                    <p className="s">{t("removeBody")}</p>
                    <ActionForm action={remove} hidden={{ id }} submit={t("remove")} words={{ saved: "", refusals, fields }} isSilent />
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

/** What was told to whom, and what became of it. `status` null: it was to be told to nobody. */
export type AlertLogRow = {
  id: string;
  when: string;
  what: string;
  href: string;
  whom: string;
  status: DeliveryStatus | null;
  state: string;
  notes: string;
};

export function AlertLog({ rows, locale }: { rows: AlertLogRow[]; locale: Locale }) {
  const t = translatorOf(locale, "alerts");
  return (
    <Scroller label={t("log")}>
      <table aria-label={t("log")}>
        <TableHead columns={[{ title: t("when"), className: "hp" }, t("what"), { title: t("whom"), className: "hp" }, t("state")]} />
        <tbody>
          {rows.map(({ id, when, what, href, whom, status, state, notes }) => (
            <tr key={id}>
              <td className="t hp">{when}</td>
              <td className="wrap">
                <a href={href}>{what}</a>
                <div className="sub only-phone">
                  {when}, {whom}
                </div>
              </td>
              <td className="hp wrap">{whom}</td>
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
