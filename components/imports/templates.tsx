import { ActionForm, type FormWords } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Template } from "@/lib/import-templates/template";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;
type TemplatesProps = {
  templates: readonly Template[];
  actions: { rename: Action; remove: Action };
  words: FormWords;
  cancel: string;
  locale: Locale;
};

/** The ways to read tables that were kept, to be renamed and deleted. */
export function Templates({ templates, actions, words, cancel, locale }: TemplatesProps) {
  const t = translatorOf(locale, "imports");
  return (
    <section style={{ marginTop: 34 }}>
      <h2>{t("mapping.templates")}</h2>
      <p className="note" style={{ margin: "4px 0 10px" }}>
        {t("mapping.templatesHint")}
      </p>
      <table aria-label={t("mapping.templates")}>
        <TableHead
          columns={[t("mapping.name"), { title: t("mapping.templateColumns"), className: "hp" }, { title: t("mapping.rename"), isUnseen: true }]}
        />
        <tbody>
          {templates.map(({ id, name, columns }) => (
            <tr key={id}>
              <td style={{ overflowWrap: "anywhere" }}>{name}</td>
              <td className="s hp" style={{ overflowWrap: "anywhere" }}>
                {columns.join(", ").slice(0, 200)}
              </td>
              <td className="n">
                <PopoverForm id={`rename-${id}`} open={t("mapping.rename")} title={t("mapping.rename")} cancel={cancel} kind="quiet">
                  <ActionForm
                    action={actions.rename}
                    fields={[{ name: "name", label: t("mapping.name"), value: name, autoComplete: "off" }]}
                    hidden={{ id: String(id) }}
                    submit={t("mapping.rename")}
                    words={words}
                  />
                </PopoverForm>
                <PopoverForm id={`delete-${id}`} open={t("mapping.remove")} title={t("mapping.removeTitle", { name })} cancel={cancel} kind="quiet">
                  <p>{t("mapping.removeBody")}</p>
                  <ActionForm action={actions.remove} hidden={{ id: String(id) }} submit={t("mapping.remove")} words={words} isSilent />
                </PopoverForm>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
