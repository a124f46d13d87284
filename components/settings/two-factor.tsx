import { ActionForm, type FormField, type FormWords } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import type { ActionState } from "@/lib/action-state";
import { QrCode } from "./qr-code";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;

export type TwoFactorView =
  | { state: "off"; offer: Action }
  | { state: "offered"; qr: { size: number; path: string }; secret: string; enable: Action; offer: Action }
  | { state: "on"; says: string; renew: Action; disable: Action };

type TwoFactorWords = Record<
  | "twoFactor"
  | "twoFactorOff"
  | "twoFactorOffer"
  | "twoFactorKey"
  | "qr"
  | "setUpTwoFactor"
  | "startOver"
  | "currentPassword"
  | "code"
  | "codeHint"
  | "codeOrRecovery"
  | "enableTwoFactor"
  | "renewCodes"
  | "disableTwoFactor"
  | "disableTitle"
  | "cancel",
  string
> & { form: FormWords };

/** The second factor: set up in two steps, then on. One form stays in its place, so that the codes it made stay to be read. */
export function TwoFactor({ view, words }: { view: TwoFactorView; words: TwoFactorWords }) {
  const password: FormField = { name: "password", label: words.currentPassword, type: "password", autoComplete: "current-password" };
  const code: FormField = { name: "code", label: words.code, hint: words.codeHint, autoComplete: "one-time-code" };
  const either: FormField = { name: "code", label: words.codeOrRecovery, autoComplete: "one-time-code" };
  const form = {
    off: { action: view.state === "off" && view.offer, fields: [password], submit: words.setUpTwoFactor },
    offered: { action: view.state === "offered" && view.enable, fields: [code], submit: words.enableTwoFactor },
    on: { action: view.state === "on" && view.renew, fields: [password, either], submit: words.renewCodes },
  }[view.state];
  return (
    <>
      <h2 className="sh">{words.twoFactor}</h2>
      <p className="note" style={{ marginBottom: 14 }}>
        {view.state === "on" ? view.says : view.state === "off" ? words.twoFactorOff : words.twoFactorOffer}
      </p>
      {view.state === "offered" && (
        <div style={{ display: "flex", flexWrap: "wrap", gap: 16, alignItems: "center", marginBottom: 14 }}>
          <QrCode {...view.qr} label={words.qr} />
          <p className="s">
            {words.twoFactorKey}
            <code className="id" style={{ display: "block", userSelect: "all", overflowWrap: "anywhere" }}>
              {view.secret}
            </code>
          </p>
        </div>
      )}
      {form.action && (
        <ActionForm key="form" action={form.action} fields={form.fields} submit={form.submit} kind="plain" words={words.form} isSilent />
      )}
      {view.state === "on" && (
        <div style={{ marginTop: 14 }}>
          <PopoverForm id="two-factor-off" open={words.disableTwoFactor} title={words.disableTitle} cancel={words.cancel} kind="quiet">
            <ActionForm action={view.disable} fields={[password, either]} submit={words.disableTwoFactor} words={words.form} isSilent />
          </PopoverForm>
        </div>
      )}
      {view.state === "offered" && (
        <div style={{ marginTop: 14 }}>
          <PopoverForm id="two-factor-again" open={words.startOver} title={words.twoFactor} cancel={words.cancel} kind="quiet">
            <ActionForm action={view.offer} fields={[password]} submit={words.startOver} words={words.form} isSilent />
          </PopoverForm>
        </div>
      )}
    </>
  );
}
