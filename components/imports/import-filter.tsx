import type { Translator } from "@/lib/i18n/translator";
import type { ImportFilter as Asked } from "@/lib/imports/record";
import { importStatuses } from "@/lib/imports/record";

type Choice = { value: string; label: string };
type Props = { asked: Asked; choices: { sources: string[]; formats: string[] }; t: Translator<"imports"> };

/** Narrows the imports by what became of them, where they come from and how their file is called; what is asked for stands in the address. */
export function ImportFilter({ asked, choices, t }: Props) {
  const named = (names: readonly string[]): Choice[] => names.map((value) => ({ value, label: value }));
  const statuses = importStatuses.map((value) => ({ value, label: t(`statuses.${value}`) }));
  return (
    <form method="get" className="filters">
      <label className="field">
        <span className="flabel">{t("search")}</span>
        <input type="search" name="name" className="inp sm" defaultValue={asked.name} key={asked.name} maxLength={255} />
      </label>
      <Select name="status" label={t("status")} value={asked.status} choices={[{ value: "", label: t("anyStatus") }, ...statuses]} />
      <Select name="source" label={t("source")} value={asked.source} choices={[{ value: "", label: t("anySource") }, ...named(choices.sources)]} />
      <Select name="format" label={t("format")} value={asked.format} choices={[{ value: "", label: t("anyFormat") }, ...named(choices.formats)]} />
      <button type="submit" className="btn">
        {t("find")}
      </button>
    </form>
  );
}

function Select({ name, label, value = "", choices }: { name: string; label: string; value: string | undefined; choices: Choice[] }) {
  return (
    <label className="field">
      <span className="flabel">{label}</span>
      <select name={name} className="inp sm" defaultValue={value} key={value}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
