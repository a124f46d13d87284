import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Month, Zone } from "@/lib/period";

/** What every part of a month's reconciliation is shown from. */
export type View = {
  slug: string;
  locale: Locale;
  zone: Zone;
  month: Month;
  t: Translator<"reconciliation">;
  people: ReadonlyMap<string, string>;
  /** null: who looks may not write. */
  note: ((previous: ActionState, form: FormData) => Promise<ActionState>) | null;
  mayPrice: boolean;
  /** Where a model is opened, `provider/model`; none: where all are closed. */
  hrefTo: (model?: string) => string;
};
