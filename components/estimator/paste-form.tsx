import { ActionForm } from "@/components/ui/action-form";
import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;

/** Takes a text to be counted; `query` is the rest of the question. */
export function PasteForm({
  action,
  query,
  hidden = {},
  locale,
}: {
  action: Action;
  query: string;
  hidden?: Record<string, string>;
  locale: Locale;
}) {
  const { estimate, refusals, fields } = messagesOf(locale);
  return (
    <ActionForm
      action={action}
      fields={[
        { name: "prompt", label: estimate.pastePrompt, type: "textarea" },
        { name: "example", label: estimate.pasteAnswer, type: "textarea", isRequired: false },
      ]}
      hidden={{ query, ...hidden }}
      submit={estimate.count}
      kind="plain"
      words={{ saved: "", refusals, fields }}
      isSilent
    />
  );
}
