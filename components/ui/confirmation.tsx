import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { ActionForm } from "./action-form";

type ConfirmationProps = {
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
  hidden: Record<string, string>;
  submit: string;
  /** Where one goes instead. */
  cancelHref: string;
  locale: Locale;
};

/** The way to do what a page has shown the effect of, and the way back. */
export function Confirmation({ action, hidden, submit, cancelHref, locale }: ConfirmationProps) {
  const { refusals, fields, common } = messagesOf(locale);
  return (
    <div style={{ display: "flex", gap: 8, marginTop: 16 }}>
      <ActionForm action={action} hidden={hidden} submit={submit} words={{ saved: "", refusals, fields }} isSilent />
      <a className="btn quiet" href={cancelHref}>
        {common.cancel}
      </a>
    </div>
  );
}
